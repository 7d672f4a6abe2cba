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
        private static Floats4 MultiplyAdd(Floats4 a, Floats4 b, Floats4 c) => Simd4.FusedMultiplyAdd(a, b, c);

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 6 rows, 16 outputs, 128 k in order, w in pairs of bfloat16.</summary>
        [MethodImpl(Hot)]
        private static void Tile6x16_K128<TInputs>(ref float x, ref float w, ref float odd, ref float init, nint initRow, ref float y, nint yRow)
            where TInputs : struct, InputCount.IConstants
        { unchecked {
            Floats4 y0_0 = Load(ref init, 0), y0_1 = Load(ref init, 4), y0_2 = Load(ref init, 8), y0_3 = Load(ref init, 12);
            Floats4 y1_0 = Load(ref init, initRow), y1_1 = Load(ref init, initRow + 4), y1_2 = Load(ref init, initRow + 8), y1_3 = Load(ref init, initRow + 12);
            Floats4 y2_0 = Load(ref init, 2 * initRow), y2_1 = Load(ref init, 2 * initRow + 4), y2_2 = Load(ref init, 2 * initRow + 8), y2_3 = Load(ref init, 2 * initRow + 12);
            Floats4 y3_0 = Load(ref init, 3 * initRow), y3_1 = Load(ref init, 3 * initRow + 4), y3_2 = Load(ref init, 3 * initRow + 8), y3_3 = Load(ref init, 3 * initRow + 12);
            Floats4 y4_0 = Load(ref init, 4 * initRow), y4_1 = Load(ref init, 4 * initRow + 4), y4_2 = Load(ref init, 4 * initRow + 8), y4_3 = Load(ref init, 4 * initRow + 12);
            Floats4 y5_0 = Load(ref init, 5 * initRow), y5_1 = Load(ref init, 5 * initRow + 4), y5_2 = Load(ref init, 5 * initRow + 8), y5_3 = Load(ref init, 5 * initRow + 12);
            for (nint k = 0; k < 128; k += 2)
            {
                Floats4 w0 = EvenBFloat16(Load(ref w, 0)), w1 = EvenBFloat16(Load(ref w, 4)), w2 = EvenBFloat16(Load(ref w, 8)), w3 = EvenBFloat16(Load(ref w, 12));
                Floats4 x0 = Broadcast(ref x, 0); y0_0 = MultiplyAdd(x0, w0, y0_0); y0_1 = MultiplyAdd(x0, w1, y0_1); y0_2 = MultiplyAdd(x0, w2, y0_2); y0_3 = MultiplyAdd(x0, w3, y0_3);
                x0 = Broadcast(ref x, TInputs.Row); y1_0 = MultiplyAdd(x0, w0, y1_0); y1_1 = MultiplyAdd(x0, w1, y1_1); y1_2 = MultiplyAdd(x0, w2, y1_2); y1_3 = MultiplyAdd(x0, w3, y1_3);
                x0 = Broadcast(ref x, (2 * TInputs.Row)); y2_0 = MultiplyAdd(x0, w0, y2_0); y2_1 = MultiplyAdd(x0, w1, y2_1); y2_2 = MultiplyAdd(x0, w2, y2_2); y2_3 = MultiplyAdd(x0, w3, y2_3);
                x0 = Broadcast(ref x, (3 * TInputs.Row)); y3_0 = MultiplyAdd(x0, w0, y3_0); y3_1 = MultiplyAdd(x0, w1, y3_1); y3_2 = MultiplyAdd(x0, w2, y3_2); y3_3 = MultiplyAdd(x0, w3, y3_3);
                x0 = Broadcast(ref x, (4 * TInputs.Row)); y4_0 = MultiplyAdd(x0, w0, y4_0); y4_1 = MultiplyAdd(x0, w1, y4_1); y4_2 = MultiplyAdd(x0, w2, y4_2); y4_3 = MultiplyAdd(x0, w3, y4_3);
                x0 = Broadcast(ref x, (5 * TInputs.Row)); y5_0 = MultiplyAdd(x0, w0, y5_0); y5_1 = MultiplyAdd(x0, w1, y5_1); y5_2 = MultiplyAdd(x0, w2, y5_2); y5_3 = MultiplyAdd(x0, w3, y5_3);
                w0 = OddBFloat16(Load(ref odd, 0)); w1 = OddBFloat16(Load(ref odd, 4)); w2 = OddBFloat16(Load(ref odd, 8)); w3 = OddBFloat16(Load(ref odd, 12));
                x0 = Broadcast(ref x, 1); y0_0 = MultiplyAdd(x0, w0, y0_0); y0_1 = MultiplyAdd(x0, w1, y0_1); y0_2 = MultiplyAdd(x0, w2, y0_2); y0_3 = MultiplyAdd(x0, w3, y0_3);
                x0 = Broadcast(ref x, TInputs.Row + 1); y1_0 = MultiplyAdd(x0, w0, y1_0); y1_1 = MultiplyAdd(x0, w1, y1_1); y1_2 = MultiplyAdd(x0, w2, y1_2); y1_3 = MultiplyAdd(x0, w3, y1_3);
                x0 = Broadcast(ref x, (2 * TInputs.Row) + 1); y2_0 = MultiplyAdd(x0, w0, y2_0); y2_1 = MultiplyAdd(x0, w1, y2_1); y2_2 = MultiplyAdd(x0, w2, y2_2); y2_3 = MultiplyAdd(x0, w3, y2_3);
                x0 = Broadcast(ref x, (3 * TInputs.Row) + 1); y3_0 = MultiplyAdd(x0, w0, y3_0); y3_1 = MultiplyAdd(x0, w1, y3_1); y3_2 = MultiplyAdd(x0, w2, y3_2); y3_3 = MultiplyAdd(x0, w3, y3_3);
                x0 = Broadcast(ref x, (4 * TInputs.Row) + 1); y4_0 = MultiplyAdd(x0, w0, y4_0); y4_1 = MultiplyAdd(x0, w1, y4_1); y4_2 = MultiplyAdd(x0, w2, y4_2); y4_3 = MultiplyAdd(x0, w3, y4_3);
                x0 = Broadcast(ref x, (5 * TInputs.Row) + 1); y5_0 = MultiplyAdd(x0, w0, y5_0); y5_1 = MultiplyAdd(x0, w1, y5_1); y5_2 = MultiplyAdd(x0, w2, y5_2); y5_3 = MultiplyAdd(x0, w3, y5_3);
                x = ref At(ref x, 2);
                w = ref At(ref w, 16);
                odd = ref At(ref odd, 16);
            }
            Store(ref y, 0, y0_0); Store(ref y, 4, y0_1); Store(ref y, 8, y0_2); Store(ref y, 12, y0_3);
            Store(ref y, yRow, y1_0); Store(ref y, yRow + 4, y1_1); Store(ref y, yRow + 8, y1_2); Store(ref y, yRow + 12, y1_3);
            Store(ref y, 2 * yRow, y2_0); Store(ref y, 2 * yRow + 4, y2_1); Store(ref y, 2 * yRow + 8, y2_2); Store(ref y, 2 * yRow + 12, y2_3);
            Store(ref y, 3 * yRow, y3_0); Store(ref y, 3 * yRow + 4, y3_1); Store(ref y, 3 * yRow + 8, y3_2); Store(ref y, 3 * yRow + 12, y3_3);
            Store(ref y, 4 * yRow, y4_0); Store(ref y, 4 * yRow + 4, y4_1); Store(ref y, 4 * yRow + 8, y4_2); Store(ref y, 4 * yRow + 12, y4_3);
            Store(ref y, 5 * yRow, y5_0); Store(ref y, 5 * yRow + 4, y5_1); Store(ref y, 5 * yRow + 8, y5_2); Store(ref y, 5 * yRow + 12, y5_3);
        } }

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 1 row, 64 outputs, depth k in order, w in pairs of bfloat16.</summary>
        [MethodImpl(Hot)]
        private static void RowTile64(nint depth, ref float x, ref float w, nint wPanel, ref float init, ref float y)
        { unchecked {
            Floats4 y0_0 = Load(ref init, 0), y0_1 = Load(ref init, 4), y0_2 = Load(ref init, 8), y0_3 = Load(ref init, 12), y0_4 = Load(ref init, 16), y0_5 = Load(ref init, 20), y0_6 = Load(ref init, 24), y0_7 = Load(ref init, 28), y0_8 = Load(ref init, 32), y0_9 = Load(ref init, 36), y0_10 = Load(ref init, 40), y0_11 = Load(ref init, 44), y0_12 = Load(ref init, 48), y0_13 = Load(ref init, 52), y0_14 = Load(ref init, 56), y0_15 = Load(ref init, 60);
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
                w0 = Load(ref w, (2 * wPanel)); y0_8 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_8));
                w0 = Load(ref w, (2 * wPanel) + 4); y0_9 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_9));
                w0 = Load(ref w, (2 * wPanel) + 8); y0_10 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_10));
                w0 = Load(ref w, (2 * wPanel) + 12); y0_11 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_11));
                w0 = Load(ref w, (3 * wPanel)); y0_12 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_12));
                w0 = Load(ref w, (3 * wPanel) + 4); y0_13 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_13));
                w0 = Load(ref w, (3 * wPanel) + 8); y0_14 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_14));
                w0 = Load(ref w, (3 * wPanel) + 12); y0_15 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_15));
                x = ref At(ref x, 2);
                w = ref At(ref w, 16);
            }
            if (depth % 2 != 0)
            {
                Floats4 x0 = Broadcast(ref x, 0); y0_0 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, 0)), y0_0); y0_1 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, 4)), y0_1); y0_2 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, 8)), y0_2); y0_3 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, 12)), y0_3); y0_4 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, wPanel)), y0_4); y0_5 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, wPanel + 4)), y0_5); y0_6 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, wPanel + 8)), y0_6); y0_7 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, wPanel + 12)), y0_7); y0_8 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (2 * wPanel))), y0_8); y0_9 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (2 * wPanel) + 4)), y0_9); y0_10 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (2 * wPanel) + 8)), y0_10); y0_11 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (2 * wPanel) + 12)), y0_11); y0_12 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (3 * wPanel))), y0_12); y0_13 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (3 * wPanel) + 4)), y0_13); y0_14 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (3 * wPanel) + 8)), y0_14); y0_15 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (3 * wPanel) + 12)), y0_15);
            }
            Store(ref y, 0, y0_0); Store(ref y, 4, y0_1); Store(ref y, 8, y0_2); Store(ref y, 12, y0_3); Store(ref y, 16, y0_4); Store(ref y, 20, y0_5); Store(ref y, 24, y0_6); Store(ref y, 28, y0_7); Store(ref y, 32, y0_8); Store(ref y, 36, y0_9); Store(ref y, 40, y0_10); Store(ref y, 44, y0_11); Store(ref y, 48, y0_12); Store(ref y, 52, y0_13); Store(ref y, 56, y0_14); Store(ref y, 60, y0_15);
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
