        /// <summary>y[t] = tokens[id(t)]   y: [T, 2048]</summary>
        /// <remarks>Tile 1 × 1: a token's packed columns are 16 floats apart. Loops: 4 rows, row, column.</remarks>
        [MethodImpl(Hot)]
        public static void Embed(TransformerLane lane, TransformerTokens tokens, ref float tokenTable, ref float y)
        { unchecked {
            while (lane.Claim((int)((tokens.Count + 3) / 4), out int item))
            {
                nint first = (nint)item * 4;
                nint end = Least(tokens.Count, first + 4);
                for (nint t = first; t < end; t++)
                {
                    nint id = tokens.Id(t);
                    ref float token = ref At(ref tokenTable, (id / 16 * 16384) + (id % 16));
                    ref float result = ref At(ref y, t * 2064);
                    for (nint i = 0; i < 2048; i++)
                    {
                        At(ref result, i) = Weight(ref At(ref token, i / 2 * 16), i);
                    }
                }
            }
        } }

        [MethodImpl(Inline)]
        private static Floats4 MultiplyAdd(Floats4 a, Floats4 b, Floats4 c) => (a * b) + c;

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 2 rows, 16 outputs, 128 k in order, w in pairs of bfloat16.</summary>
        [MethodImpl(Hot)]
        private static void Tile2x16_K128<TInputs>(ref float x, ref float w, ref float odd, ref float init, nint initRow, ref float y, nint yRow)
            where TInputs : struct, InputCount.IConstants
        { unchecked {
            Floats4 y0_0 = Load(ref init, 0), y0_1 = Load(ref init, 4), y0_2 = Load(ref init, 8), y0_3 = Load(ref init, 12);
            Floats4 y1_0 = Load(ref init, initRow), y1_1 = Load(ref init, initRow + 4), y1_2 = Load(ref init, initRow + 8), y1_3 = Load(ref init, initRow + 12);
            for (nint k = 0; k < 128; k += 2)
            {
                Floats4 w0 = EvenBFloat16(Load(ref w, 0)), w1 = EvenBFloat16(Load(ref w, 4)), w2 = EvenBFloat16(Load(ref w, 8)), w3 = EvenBFloat16(Load(ref w, 12));
                Floats4 x0 = Broadcast(ref x, 0); y0_0 = MultiplyAdd(x0, w0, y0_0); y0_1 = MultiplyAdd(x0, w1, y0_1); y0_2 = MultiplyAdd(x0, w2, y0_2); y0_3 = MultiplyAdd(x0, w3, y0_3);
                x0 = Broadcast(ref x, TInputs.Row); y1_0 = MultiplyAdd(x0, w0, y1_0); y1_1 = MultiplyAdd(x0, w1, y1_1); y1_2 = MultiplyAdd(x0, w2, y1_2); y1_3 = MultiplyAdd(x0, w3, y1_3);
                w0 = OddBFloat16(Load(ref odd, 0)); w1 = OddBFloat16(Load(ref odd, 4)); w2 = OddBFloat16(Load(ref odd, 8)); w3 = OddBFloat16(Load(ref odd, 12));
                x0 = Broadcast(ref x, 1); y0_0 = MultiplyAdd(x0, w0, y0_0); y0_1 = MultiplyAdd(x0, w1, y0_1); y0_2 = MultiplyAdd(x0, w2, y0_2); y0_3 = MultiplyAdd(x0, w3, y0_3);
                x0 = Broadcast(ref x, TInputs.Row + 1); y1_0 = MultiplyAdd(x0, w0, y1_0); y1_1 = MultiplyAdd(x0, w1, y1_1); y1_2 = MultiplyAdd(x0, w2, y1_2); y1_3 = MultiplyAdd(x0, w3, y1_3);
                x = ref At(ref x, 2);
                w = ref At(ref w, 16);
                odd = ref At(ref odd, 16);
            }
            Store(ref y, 0, y0_0); Store(ref y, 4, y0_1); Store(ref y, 8, y0_2); Store(ref y, 12, y0_3);
            Store(ref y, yRow, y1_0); Store(ref y, yRow + 4, y1_1); Store(ref y, yRow + 8, y1_2); Store(ref y, yRow + 12, y1_3);
        } }

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 1 row, 32 outputs, depth k in order, w in pairs of bfloat16.</summary>
        [MethodImpl(Hot)]
        private static void RowTile32(nint depth, ref float x, ref float w, nint wPanel, ref float init, ref float y)
        { unchecked {
            Floats4 y0_0 = Load(ref init, 0), y0_1 = Load(ref init, 4), y0_2 = Load(ref init, 8), y0_3 = Load(ref init, 12), y0_4 = Load(ref init, 16), y0_5 = Load(ref init, 20), y0_6 = Load(ref init, 24), y0_7 = Load(ref init, 28);
            for (nint k = 1; k < depth; k += 2)
            {
                Floats4 x0 = Broadcast(ref x, 0), x1 = Broadcast(ref x, 1);
                Floats4 w0 = Load(ref w, 0); y0_0 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_0));
                w0 = Load(ref w, 4); y0_1 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_1));
                w0 = Load(ref w, 8); y0_2 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_2));
                w0 = Load(ref w, 12); y0_3 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_3));
                w0 = Load(ref w, wPanel); y0_4 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_4));
                w0 = Load(ref w, wPanel + 4); y0_5 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_5));
                w0 = Load(ref w, wPanel + 8); y0_6 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_6));
                w0 = Load(ref w, wPanel + 12); y0_7 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_7));
                x = ref At(ref x, 2);
                w = ref At(ref w, 16);
            }
            if (depth % 2 != 0)
            {
                Floats4 x0 = Broadcast(ref x, 0); y0_0 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, 0)), y0_0); y0_1 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, 4)), y0_1); y0_2 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, 8)), y0_2); y0_3 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, 12)), y0_3); y0_4 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, wPanel)), y0_4); y0_5 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, wPanel + 4)), y0_5); y0_6 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, wPanel + 8)), y0_6); y0_7 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, wPanel + 12)), y0_7);
            }
            Store(ref y, 0, y0_0); Store(ref y, 4, y0_1); Store(ref y, 8, y0_2); Store(ref y, 12, y0_3); Store(ref y, 16, y0_4); Store(ref y, 20, y0_5); Store(ref y, 24, y0_6); Store(ref y, 28, y0_7);
        } }

        /// <summary>Weight i of a row, a bfloat16, from the slot that holds it and its neighbour.</summary>
        [MethodImpl(Inline)]
        private static float Weight(ref float slot, nint i)
        { unchecked {
            ushort half = (ushort)(global::System.BitConverter.SingleToUInt32Bits(slot) >> (int)(i % 2 * 16));
            return global::System.BitConverter.UInt32BitsToSingle((uint)half << 16);
        } }

        /// <summary>The bfloat16 in the lower half of each slot, exactly: the upper 16 bits of a float.</summary>
        [MethodImpl(Inline)]
        private static Floats4 EvenBFloat16(Floats4 slots)
        {
            return Simd4.AsSingle(Simd4.AsInt32(slots) << 16);
        }

        /// <summary>The bfloat16 in the upper half of each slot, exactly.</summary>
        [MethodImpl(Inline)]
        private static Floats4 OddBFloat16(Floats4 slots)
        {
            return Simd4.AsSingle(Simd4.AsInt32(slots) & Simd4.Create(-0x1_0000));
        }
