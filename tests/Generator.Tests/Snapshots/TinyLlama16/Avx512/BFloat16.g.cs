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
        private static Floats16 MultiplyAdd(Floats16 a, Floats16 b, Floats16 c) => Simd16.FusedMultiplyAdd(a, b, c);

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 12 rows, 32 outputs, 128 k in order, w in pairs of bfloat16.</summary>
        [MethodImpl(Hot)]
        private static void Tile12x32_K128<TInputs>(ref float x, ref float w, ref float odd, ref float next, nint pace, ref float init, nint initRow, ref float y, nint yRow)
            where TInputs : struct, InputCount.IConstants
        { unchecked {
            Floats16 y0_0 = Load(ref init, 0), y0_1 = Load(ref init, 16);
            Floats16 y1_0 = Load(ref init, initRow), y1_1 = Load(ref init, initRow + 16);
            Floats16 y2_0 = Load(ref init, 2 * initRow), y2_1 = Load(ref init, 2 * initRow + 16);
            Floats16 y3_0 = Load(ref init, 3 * initRow), y3_1 = Load(ref init, 3 * initRow + 16);
            Floats16 y4_0 = Load(ref init, 4 * initRow), y4_1 = Load(ref init, 4 * initRow + 16);
            Floats16 y5_0 = Load(ref init, 5 * initRow), y5_1 = Load(ref init, 5 * initRow + 16);
            Floats16 y6_0 = Load(ref init, 6 * initRow), y6_1 = Load(ref init, 6 * initRow + 16);
            Floats16 y7_0 = Load(ref init, 7 * initRow), y7_1 = Load(ref init, 7 * initRow + 16);
            Floats16 y8_0 = Load(ref init, 8 * initRow), y8_1 = Load(ref init, 8 * initRow + 16);
            Floats16 y9_0 = Load(ref init, 9 * initRow), y9_1 = Load(ref init, 9 * initRow + 16);
            Floats16 y10_0 = Load(ref init, 10 * initRow), y10_1 = Load(ref init, 10 * initRow + 16);
            Floats16 y11_0 = Load(ref init, 11 * initRow), y11_1 = Load(ref init, 11 * initRow + 16);
            ref float x2 = ref x; // under one name x would go through a register
            for (nint k = 0; k < 128; k += 2)
            {
                Floats16 w0 = EvenBFloat16(Load(ref w, 0)), w1 = EvenBFloat16(Load(ref w, (16 * TInputs.Slots)));
                Prefetch(ref next, 0); Prefetch(ref next, (16 * TInputs.Slots)); next = ref At(ref next, pace);
                y0_0 = MultiplyAdd(Broadcast(ref x, 0), w0, y0_0); y0_1 = MultiplyAdd(Broadcast(ref x2, 0), w1, y0_1);
                y1_0 = MultiplyAdd(Broadcast(ref x, TInputs.Row), w0, y1_0); y1_1 = MultiplyAdd(Broadcast(ref x2, TInputs.Row), w1, y1_1);
                y2_0 = MultiplyAdd(Broadcast(ref x, (2 * TInputs.Row)), w0, y2_0); y2_1 = MultiplyAdd(Broadcast(ref x2, (2 * TInputs.Row)), w1, y2_1);
                y3_0 = MultiplyAdd(Broadcast(ref x, (3 * TInputs.Row)), w0, y3_0); y3_1 = MultiplyAdd(Broadcast(ref x2, (3 * TInputs.Row)), w1, y3_1);
                y4_0 = MultiplyAdd(Broadcast(ref x, (4 * TInputs.Row)), w0, y4_0); y4_1 = MultiplyAdd(Broadcast(ref x2, (4 * TInputs.Row)), w1, y4_1);
                y5_0 = MultiplyAdd(Broadcast(ref x, (5 * TInputs.Row)), w0, y5_0); y5_1 = MultiplyAdd(Broadcast(ref x2, (5 * TInputs.Row)), w1, y5_1);
                Floats16 x0 = Broadcast(ref x, (6 * TInputs.Row)); y6_0 = MultiplyAdd(x0, w0, y6_0); y6_1 = MultiplyAdd(x0, w1, y6_1);
                x0 = Broadcast(ref x, (7 * TInputs.Row)); y7_0 = MultiplyAdd(x0, w0, y7_0); y7_1 = MultiplyAdd(x0, w1, y7_1);
                x0 = Broadcast(ref x, (8 * TInputs.Row)); y8_0 = MultiplyAdd(x0, w0, y8_0); y8_1 = MultiplyAdd(x0, w1, y8_1);
                x0 = Broadcast(ref x, (9 * TInputs.Row)); y9_0 = MultiplyAdd(x0, w0, y9_0); y9_1 = MultiplyAdd(x0, w1, y9_1);
                x0 = Broadcast(ref x, (10 * TInputs.Row)); y10_0 = MultiplyAdd(x0, w0, y10_0); y10_1 = MultiplyAdd(x0, w1, y10_1);
                x0 = Broadcast(ref x, (11 * TInputs.Row)); y11_0 = MultiplyAdd(x0, w0, y11_0); y11_1 = MultiplyAdd(x0, w1, y11_1);
                w0 = OddBFloat16(Load(ref odd, 0)); w1 = OddBFloat16(Load(ref odd, (16 * TInputs.Slots)));
                y0_0 = MultiplyAdd(Broadcast(ref x, 1), w0, y0_0); y0_1 = MultiplyAdd(Broadcast(ref x2, 1), w1, y0_1);
                y1_0 = MultiplyAdd(Broadcast(ref x, TInputs.Row + 1), w0, y1_0); y1_1 = MultiplyAdd(Broadcast(ref x2, TInputs.Row + 1), w1, y1_1);
                y2_0 = MultiplyAdd(Broadcast(ref x, (2 * TInputs.Row) + 1), w0, y2_0); y2_1 = MultiplyAdd(Broadcast(ref x2, (2 * TInputs.Row) + 1), w1, y2_1);
                y3_0 = MultiplyAdd(Broadcast(ref x, (3 * TInputs.Row) + 1), w0, y3_0); y3_1 = MultiplyAdd(Broadcast(ref x2, (3 * TInputs.Row) + 1), w1, y3_1);
                y4_0 = MultiplyAdd(Broadcast(ref x, (4 * TInputs.Row) + 1), w0, y4_0); y4_1 = MultiplyAdd(Broadcast(ref x2, (4 * TInputs.Row) + 1), w1, y4_1);
                y5_0 = MultiplyAdd(Broadcast(ref x, (5 * TInputs.Row) + 1), w0, y5_0); y5_1 = MultiplyAdd(Broadcast(ref x2, (5 * TInputs.Row) + 1), w1, y5_1);
                x0 = Broadcast(ref x, (6 * TInputs.Row) + 1); y6_0 = MultiplyAdd(x0, w0, y6_0); y6_1 = MultiplyAdd(x0, w1, y6_1);
                x0 = Broadcast(ref x, (7 * TInputs.Row) + 1); y7_0 = MultiplyAdd(x0, w0, y7_0); y7_1 = MultiplyAdd(x0, w1, y7_1);
                x0 = Broadcast(ref x, (8 * TInputs.Row) + 1); y8_0 = MultiplyAdd(x0, w0, y8_0); y8_1 = MultiplyAdd(x0, w1, y8_1);
                x0 = Broadcast(ref x, (9 * TInputs.Row) + 1); y9_0 = MultiplyAdd(x0, w0, y9_0); y9_1 = MultiplyAdd(x0, w1, y9_1);
                x0 = Broadcast(ref x, (10 * TInputs.Row) + 1); y10_0 = MultiplyAdd(x0, w0, y10_0); y10_1 = MultiplyAdd(x0, w1, y10_1);
                x0 = Broadcast(ref x, (11 * TInputs.Row) + 1); y11_0 = MultiplyAdd(x0, w0, y11_0); y11_1 = MultiplyAdd(x0, w1, y11_1);
                x = ref At(ref x, 2);
                x2 = ref At(ref x2, 2);
                w = ref At(ref w, 16);
                odd = ref At(ref odd, 16);
            }
            Store(ref y, 0, y0_0); Store(ref y, 16, y0_1);
            Store(ref y, yRow, y1_0); Store(ref y, yRow + 16, y1_1);
            Store(ref y, 2 * yRow, y2_0); Store(ref y, 2 * yRow + 16, y2_1);
            Store(ref y, 3 * yRow, y3_0); Store(ref y, 3 * yRow + 16, y3_1);
            Store(ref y, 4 * yRow, y4_0); Store(ref y, 4 * yRow + 16, y4_1);
            Store(ref y, 5 * yRow, y5_0); Store(ref y, 5 * yRow + 16, y5_1);
            Store(ref y, 6 * yRow, y6_0); Store(ref y, 6 * yRow + 16, y6_1);
            Store(ref y, 7 * yRow, y7_0); Store(ref y, 7 * yRow + 16, y7_1);
            Store(ref y, 8 * yRow, y8_0); Store(ref y, 8 * yRow + 16, y8_1);
            Store(ref y, 9 * yRow, y9_0); Store(ref y, 9 * yRow + 16, y9_1);
            Store(ref y, 10 * yRow, y10_0); Store(ref y, 10 * yRow + 16, y10_1);
            Store(ref y, 11 * yRow, y11_0); Store(ref y, 11 * yRow + 16, y11_1);
        } }

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 1 row, 128 outputs, depth k in order, w in pairs of bfloat16.</summary>
        [MethodImpl(Hot)]
        private static void RowTile128(nint depth, ref float x, ref float w, nint wPanel, ref float init, ref float y)
        { unchecked {
            Floats16 y0_0 = Load(ref init, 0), y0_1 = Load(ref init, 16), y0_2 = Load(ref init, 32), y0_3 = Load(ref init, 48), y0_4 = Load(ref init, 64), y0_5 = Load(ref init, 80), y0_6 = Load(ref init, 96), y0_7 = Load(ref init, 112);
            for (nint k = 1; k < depth; k += 2)
            {
                Floats16 x0 = Broadcast(ref x, 0), x1 = Broadcast(ref x, 1);
                Floats16 w0 = Load(ref w, 0); y0_0 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_0));
                w0 = Load(ref w, wPanel); y0_1 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_1));
                w0 = Load(ref w, (2 * wPanel)); y0_2 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_2));
                w0 = Load(ref w, (3 * wPanel)); y0_3 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_3));
                w0 = Load(ref w, (4 * wPanel)); y0_4 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_4));
                w0 = Load(ref w, (5 * wPanel)); y0_5 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_5));
                w0 = Load(ref w, (6 * wPanel)); y0_6 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_6));
                w0 = Load(ref w, (7 * wPanel)); y0_7 = MultiplyAdd(x1, OddBFloat16(w0), MultiplyAdd(x0, EvenBFloat16(w0), y0_7));
                x = ref At(ref x, 2);
                w = ref At(ref w, 16);
            }
            if (depth % 2 != 0)
            {
                Floats16 x0 = Broadcast(ref x, 0); y0_0 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, 0)), y0_0); y0_1 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, wPanel)), y0_1); y0_2 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (2 * wPanel))), y0_2); y0_3 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (3 * wPanel))), y0_3); y0_4 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (4 * wPanel))), y0_4); y0_5 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (5 * wPanel))), y0_5); y0_6 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (6 * wPanel))), y0_6); y0_7 = MultiplyAdd(x0, EvenBFloat16(Load(ref w, (7 * wPanel))), y0_7);
            }
            Store(ref y, 0, y0_0); Store(ref y, 16, y0_1); Store(ref y, 32, y0_2); Store(ref y, 48, y0_3); Store(ref y, 64, y0_4); Store(ref y, 80, y0_5); Store(ref y, 96, y0_6); Store(ref y, 112, y0_7);
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
        private static Floats16 EvenBFloat16(Floats16 slots)
        {
            return Simd16.AsSingle(Simd16.AsInt32(slots) << 16);
        }

        /// <summary>The bfloat16 in the upper half of each slot, exactly.</summary>
        [MethodImpl(Inline)]
        private static Floats16 OddBFloat16(Floats16 slots)
        {
            return Simd16.AsSingle(Simd16.AsInt32(slots) & Simd16.Create(-0x1_0000));
        }
