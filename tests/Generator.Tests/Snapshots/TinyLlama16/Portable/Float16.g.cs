        /// <summary>y[t] = tokens[id(t)]   y: [T, 2048]</summary>
        /// <remarks>Tile 1 × 1: a token's packed columns are 16 floats apart. Loops: 6 rows, row, column.</remarks>
        [MethodImpl(Hot)]
        public static void Embed(TransformerLane lane, TransformerTokens tokens, ref float tokenTable, ref float y)
        { unchecked {
            while (lane.Claim((int)((tokens.Count + 5) / 6), out int item))
            {
                nint first = (nint)item * 6;
                nint end = Least(tokens.Count, first + 6);
                for (nint t = first; t < end; t++)
                {
                    nint id = tokens.Id(t);
                    ref float token = ref At(ref tokenTable, (id / 16 * 16384) + (id % 16));
                    ref float result = ref At(ref y, t * 2048);
                    for (nint i = 0; i < 2048; i++)
                    {
                        At(ref result, i) = Weight(ref At(ref token, i / 2 * 16), i);
                    }
                }
            }
        } }

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 16 outputs o and 2048 k, in blocks for the L1 cache.</summary>
        [MethodImpl(Hot)]
        private static void Depth2048(nint rows, ref float x, ref float w, ref float init, nint initRow, ref float y, nint yRow)
        { unchecked {
            Rows_K128(rows, ref x, 12288, ref w, ref init, initRow, ref y, yRow);
            for (nint k = 128; k < 1920; k += 128)
            {
                Rows_K128(rows, ref At(ref x, k * 6), 12288, ref At(ref w, k * 8), ref y, yRow, ref y, yRow);
            }
            Rows_K128(rows, ref At(ref x, 1920 * 6), 12288, ref At(ref w, 1920 * 8), ref y, yRow, ref y, yRow);
        } }

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 2 rows, 16 outputs, k = 0 .. 128 - 1 in this order, w in pairs of float16.</summary>
        [MethodImpl(Hot)]
        private static void Tile2x16_K128(ref float x, ref float w, ref float odd, ref float init, nint initRow, ref float y, nint yRow)
        { unchecked {
            Floats4 y0_0 = Load(ref init, 0), y0_1 = Load(ref init, 4), y0_2 = Load(ref init, 8), y0_3 = Load(ref init, 12);
            Floats4 y1_0 = Load(ref init, initRow), y1_1 = Load(ref init, initRow + 4), y1_2 = Load(ref init, initRow + 8), y1_3 = Load(ref init, initRow + 12);
            for (nint k = 0; k < 128; k += 2)
            {
                Floats4 w0 = EvenFloat16(Load(ref w, 0)), w1 = EvenFloat16(Load(ref w, 4)), w2 = EvenFloat16(Load(ref w, 8)), w3 = EvenFloat16(Load(ref w, 12));
                Floats4 x0 = Simd4.Create(x); y0_0 = MultiplyAdd(x0, w0, y0_0); y0_1 = MultiplyAdd(x0, w1, y0_1); y0_2 = MultiplyAdd(x0, w2, y0_2); y0_3 = MultiplyAdd(x0, w3, y0_3);
                x0 = Simd4.Create(At(ref x, 1)); y1_0 = MultiplyAdd(x0, w0, y1_0); y1_1 = MultiplyAdd(x0, w1, y1_1); y1_2 = MultiplyAdd(x0, w2, y1_2); y1_3 = MultiplyAdd(x0, w3, y1_3);
                w0 = OddFloat16(Load(ref odd, 0)); w1 = OddFloat16(Load(ref odd, 4)); w2 = OddFloat16(Load(ref odd, 8)); w3 = OddFloat16(Load(ref odd, 12));
                x0 = Simd4.Create(At(ref x, 6)); y0_0 = MultiplyAdd(x0, w0, y0_0); y0_1 = MultiplyAdd(x0, w1, y0_1); y0_2 = MultiplyAdd(x0, w2, y0_2); y0_3 = MultiplyAdd(x0, w3, y0_3);
                x0 = Simd4.Create(At(ref x, 7)); y1_0 = MultiplyAdd(x0, w0, y1_0); y1_1 = MultiplyAdd(x0, w1, y1_1); y1_2 = MultiplyAdd(x0, w2, y1_2); y1_3 = MultiplyAdd(x0, w3, y1_3);
                x = ref At(ref x, 12);
                w = ref At(ref w, 16);
                odd = ref At(ref odd, 16);
            }
            Store(ref y, 0, y0_0); Store(ref y, 4, y0_1); Store(ref y, 8, y0_2); Store(ref y, 12, y0_3);
            Store(ref y, yRow, y1_0); Store(ref y, yRow + 4, y1_1); Store(ref y, yRow + 8, y1_2); Store(ref y, yRow + 12, y1_3);
        } }

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 1 rows, 16 outputs, k = 0 .. 128 - 1 in this order, w in pairs of float16.</summary>
        [MethodImpl(Hot)]
        private static void Tile1x16_K128(ref float x, ref float w, ref float init, nint initRow, ref float y, nint yRow)
        { unchecked {
            Floats4 y0_0 = Load(ref init, 0), y0_1 = Load(ref init, 4), y0_2 = Load(ref init, 8), y0_3 = Load(ref init, 12);
            for (nint k = 0; k < 128; k += 2)
            {
                Floats4 w0 = Load(ref w, 0), w1 = Load(ref w, 4), w2 = Load(ref w, 8), w3 = Load(ref w, 12);
                Floats4 x0 = Simd4.Create(x); y0_0 = MultiplyAdd(x0, EvenFloat16(w0), y0_0); y0_1 = MultiplyAdd(x0, EvenFloat16(w1), y0_1); y0_2 = MultiplyAdd(x0, EvenFloat16(w2), y0_2); y0_3 = MultiplyAdd(x0, EvenFloat16(w3), y0_3);
                x0 = Simd4.Create(At(ref x, 6)); y0_0 = MultiplyAdd(x0, OddFloat16(w0), y0_0); y0_1 = MultiplyAdd(x0, OddFloat16(w1), y0_1); y0_2 = MultiplyAdd(x0, OddFloat16(w2), y0_2); y0_3 = MultiplyAdd(x0, OddFloat16(w3), y0_3);
                x = ref At(ref x, 12);
                w = ref At(ref w, 16);
            }
            Store(ref y, 0, y0_0); Store(ref y, 4, y0_1); Store(ref y, 8, y0_2); Store(ref y, 12, y0_3);
        } }

        /// <summary>Weight i of a row, a float16, from the slot that holds it and its neighbour.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static float Weight(ref float slot, nint i)
        { unchecked {
            ushort half = (ushort)(global::System.BitConverter.SingleToUInt32Bits(slot) >> (int)(i % 2 * 16));
            return (float)global::System.BitConverter.UInt16BitsToHalf(half);
        } }

        /// <summary>The finite float16 in the lower half of each slot, exactly.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Floats4 EvenFloat16(Floats4 slots)
        {
            return OddFloat16(Simd4.AsSingle(Simd4.AsInt32(slots) << 16));
        }

        /// <summary>The finite float16 in the upper half of each slot, exactly; infinity and NaN become finite.</summary>
        /// <remarks>
        /// Method: exponent (5 bits) and fraction (10) move to the places of a float's, the sign stays, three copies of it are masked away; the
        /// exponent's bias of 15 becomes 127 by a factor of 2^112, which also makes normal floats of subnormal halves.
        /// </remarks>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Floats4 OddFloat16(Floats4 slots)
        {
            return Simd4.AsSingle((Simd4.AsInt32(slots) >> 3) & Simd4.Create(-0x7000_2000)) * Simd4.Create(5.192297E+33f);
        }
