        /// <summary>y[t, o] = gelu(Σ_k x[t, k] · w[o, k] + b[o])   x: [T, 768]   w: [3072, 768]   y: [T, 3072]</summary>
        /// <remarks>Tile 12 × 32: 24 accumulators + 2 weights + 1 input = 27 of 32 registers. Loops: 132 rows × 64 outputs, 32 outputs, 4 blocks of 192 k, 12 rows, k.</remarks>
        [MethodImpl(Hot)]
        public static void Gemm3072x768Gelu(TransformerLane lane, nint rows, ref float x, ref float w, ref float bias, ref float y, ref float scratch)
        { unchecked {
            while (lane.ClaimBlock(rows, 3072, out nint firstRow, out nint count, out nint o, out nint columns))
            {
                Multiply192<InputCount.Of768>(count, columns, ref At(ref x, firstRow * 784), ref At(ref w, o * 768), ref At(ref bias, o), 0, ref scratch, 64);
                Gelu(count, columns, ref scratch, ref At(ref y, (firstRow * 3088) + o), 3088);
            }
        } }

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] in blocks of k for the L1 cache.</summary>
        [MethodImpl(Hot)]
        private static void Multiply192<TInputs>(nint rows, nint columns, ref float x, ref float w, ref float init, nint initRow, ref float y, nint yRow)
            where TInputs : struct, InputCount.IConstants
        { unchecked {
            nint tiled = rows <= 2 ? 0 : rows - (rows % 12 % 8 % 4);
            // How far a step of k fetches in each panel: the tiles together fetch all of it.
            nint pace = 1 + (15 / (((tiled - 1) / 12) + 1));
            for (nint o = 0; tiled > 0 && o < columns; o += 32)
            {
                ref float xBlock = ref x, block = ref At(ref w, o * TInputs.Slots), from = ref At(ref init, o), to = ref At(ref y, o);
                nint fromRow = initRow;
                // Read next: the following block of these outputs, at last the following outputs.
                nint left = 32 * TInputs.Slots;
                for (nint k = 192; k <= TInputs.Count; k += 192)
                {
                    ref float next = ref At(ref block, k < TInputs.Count ? 3072 : left);
                    nint row = 0;
                    for (; row + 12 <= tiled; row += 12)
                    {
                        Tile12x32_K192<TInputs>(ref At(ref xBlock, row * TInputs.Row), ref block, ref next, pace, ref At(ref from, row * fromRow), fromRow, ref At(ref to, row * yRow), yRow);
                        next = ref At(ref next, 192 * pace);
                    }
                    if (row + 8 <= tiled)
                    {
                        Tile8x32_K192<TInputs>(ref At(ref xBlock, row * TInputs.Row), ref block, ref next, pace, ref At(ref from, row * fromRow), fromRow, ref At(ref to, row * yRow), yRow);
                        row += 8;
                    }
                    if (row + 4 <= tiled)
                    {
                        Tile4x32_K192<TInputs>(ref At(ref xBlock, row * TInputs.Row), ref block, ref next, pace, ref At(ref from, row * fromRow), fromRow, ref At(ref to, row * yRow), yRow);
                        row += 4;
                    }
                    xBlock = ref At(ref xBlock, 192);
                    block = ref At(ref block, 3072);
                    left -= 3072;
                    from = ref to;
                    fromRow = yRow;
                }
            }
            // Behind the tiles, which have brought the weights near.
            Rows(TInputs.Count, tiled, rows, columns, ref x, TInputs.Row, ref w, ref init, initRow, ref y, yRow);
        } }

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for the few rows first .. rows - 1, k = 0 .. depth - 1.</summary>
        [MethodImpl(Hot)]
        private static void Rows(nint depth, nint first, nint rows, nint columns, ref float x, nint xRow, ref float w, ref float init, nint initRow, ref float y, nint yRow)
        { unchecked {
            for (nint row = first; row < rows; row++)
            {
                ref float input = ref At(ref x, row * xRow), from = ref At(ref init, row * initRow), to = ref At(ref y, row * yRow);
                nint o = 0;
                // 64 outputs of two rows at a time: this and the next, or the one before and this.
                for (; (row | 1) < rows && o + 64 <= columns; o += 64)
                {
                    if (row % 2 == 0)
                    {
                        RowPairTile64(depth, ref input, xRow, ref At(ref w, o * depth), 16 * depth, ref At(ref from, o), initRow, ref At(ref to, o), yRow);
                    }
                }
                for (; o + 64 <= columns; o += 64)
                {
                    RowTile64(depth, ref input, ref At(ref w, o * depth), 16 * depth, ref At(ref from, o), ref At(ref to, o));
                }
                for (; o < columns; o += 32)
                {
                    RowTile32(depth, ref input, ref At(ref w, o * depth), 16 * depth, ref At(ref from, o), ref At(ref to, o));
                }
            }
        } }

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 12 rows, 32 outputs, 192 k in order.</summary>
        [MethodImpl(Hot)]
        private static void Tile12x32_K192<TInputs>(ref float x, ref float w, ref float next, nint pace, ref float init, nint initRow, ref float y, nint yRow)
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
            for (nint k = 0; k < 192; k += 2)
            {
                Floats16 w0 = Load(ref w, 0), w1 = Load(ref w, (16 * TInputs.Slots));
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
                w0 = Load(ref w, 16); w1 = Load(ref w, (16 * TInputs.Slots) + 16);
                Prefetch(ref next, 0); Prefetch(ref next, (16 * TInputs.Slots)); next = ref At(ref next, pace);
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
                w = ref At(ref w, 32);
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

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 1 row, 64 outputs, depth k in order.</summary>
        [MethodImpl(Hot)]
        private static void RowTile64(nint depth, ref float x, ref float w, nint wPanel, ref float init, ref float y)
        { unchecked {
            Floats16 y0_0 = Load(ref init, 0), y0_1 = Load(ref init, 16), y0_2 = Load(ref init, 32), y0_3 = Load(ref init, 48);
            for (nint k = 0; k < depth; k++)
            {
                Floats16 x0 = Broadcast(ref x, 0); y0_0 = MultiplyAdd(x0, Load(ref w, 0), y0_0); y0_1 = MultiplyAdd(x0, Load(ref w, wPanel), y0_1); y0_2 = MultiplyAdd(x0, Load(ref w, (2 * wPanel)), y0_2); y0_3 = MultiplyAdd(x0, Load(ref w, (3 * wPanel)), y0_3);
                x = ref At(ref x, 1);
                w = ref At(ref w, 16);
            }
            Store(ref y, 0, y0_0); Store(ref y, 16, y0_1); Store(ref y, 32, y0_2); Store(ref y, 48, y0_3);
        } }
