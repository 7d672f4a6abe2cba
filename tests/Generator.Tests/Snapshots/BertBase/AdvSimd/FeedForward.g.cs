        /// <summary>y[t, o] = gelu(Σ_k x[t, k] · w[o, k] + b[o])   x: [T, 768]   w: [3072, 768]   y: [T, 3072]</summary>
        /// <remarks>Tile 6 × 16: 24 accumulators + 4 weights + 1 input = 29 of 32 registers. Loops: 132 rows × 64 outputs, 16 outputs, 4 blocks of 192 k, 6 rows, k.</remarks>
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
            nint tiled = rows <= 2 ? 0 : rows - (rows % 6 % 4);
            for (nint o = 0; tiled > 0 && o < columns; o += 16)
            {
                ref float xBlock = ref x, block = ref At(ref w, o * TInputs.Slots), from = ref At(ref init, o), to = ref At(ref y, o);
                nint fromRow = initRow;
                for (nint k = 192; k <= TInputs.Count; k += 192)
                {
                    nint row = 0;
                    for (; row + 6 <= tiled; row += 6)
                    {
                        Tile6x16_K192<TInputs>(ref At(ref xBlock, row * TInputs.Row), ref block, ref At(ref from, row * fromRow), fromRow, ref At(ref to, row * yRow), yRow);
                    }
                    if (row + 4 <= tiled)
                    {
                        Tile4x16_K192<TInputs>(ref At(ref xBlock, row * TInputs.Row), ref block, ref At(ref from, row * fromRow), fromRow, ref At(ref to, row * yRow), yRow);
                        row += 4;
                    }
                    xBlock = ref At(ref xBlock, 192);
                    block = ref At(ref block, 3072);
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
                // 32 outputs of two rows at a time: this and the next, or the one before and this.
                for (; (row | 1) < rows && o + 32 <= columns; o += 32)
                {
                    if (row % 2 == 0)
                    {
                        RowPairTile32(depth, ref input, xRow, ref At(ref w, o * depth), 16 * depth, ref At(ref from, o), initRow, ref At(ref to, o), yRow);
                    }
                }
                for (; o + 64 <= columns; o += 64)
                {
                    RowTile64(depth, ref input, ref At(ref w, o * depth), 16 * depth, ref At(ref from, o), ref At(ref to, o));
                }
                for (; o < columns; o += 16)
                {
                    RowTile16(depth, ref input, ref At(ref w, o * depth), ref At(ref from, o), ref At(ref to, o));
                }
            }
        } }

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 6 rows, 16 outputs, 192 k in order.</summary>
        [MethodImpl(Hot)]
        private static void Tile6x16_K192<TInputs>(ref float x, ref float w, ref float init, nint initRow, ref float y, nint yRow)
            where TInputs : struct, InputCount.IConstants
        { unchecked {
            Floats4 y0_0 = Load(ref init, 0), y0_1 = Load(ref init, 4), y0_2 = Load(ref init, 8), y0_3 = Load(ref init, 12);
            Floats4 y1_0 = Load(ref init, initRow), y1_1 = Load(ref init, initRow + 4), y1_2 = Load(ref init, initRow + 8), y1_3 = Load(ref init, initRow + 12);
            Floats4 y2_0 = Load(ref init, 2 * initRow), y2_1 = Load(ref init, 2 * initRow + 4), y2_2 = Load(ref init, 2 * initRow + 8), y2_3 = Load(ref init, 2 * initRow + 12);
            Floats4 y3_0 = Load(ref init, 3 * initRow), y3_1 = Load(ref init, 3 * initRow + 4), y3_2 = Load(ref init, 3 * initRow + 8), y3_3 = Load(ref init, 3 * initRow + 12);
            Floats4 y4_0 = Load(ref init, 4 * initRow), y4_1 = Load(ref init, 4 * initRow + 4), y4_2 = Load(ref init, 4 * initRow + 8), y4_3 = Load(ref init, 4 * initRow + 12);
            Floats4 y5_0 = Load(ref init, 5 * initRow), y5_1 = Load(ref init, 5 * initRow + 4), y5_2 = Load(ref init, 5 * initRow + 8), y5_3 = Load(ref init, 5 * initRow + 12);
            for (nint k = 0; k < 192; k++)
            {
                Floats4 w0 = Load(ref w, 0), w1 = Load(ref w, 4), w2 = Load(ref w, 8), w3 = Load(ref w, 12);
                Floats4 x0 = Broadcast(ref x, 0); y0_0 = MultiplyAdd(x0, w0, y0_0); y0_1 = MultiplyAdd(x0, w1, y0_1); y0_2 = MultiplyAdd(x0, w2, y0_2); y0_3 = MultiplyAdd(x0, w3, y0_3);
                x0 = Broadcast(ref x, TInputs.Row); y1_0 = MultiplyAdd(x0, w0, y1_0); y1_1 = MultiplyAdd(x0, w1, y1_1); y1_2 = MultiplyAdd(x0, w2, y1_2); y1_3 = MultiplyAdd(x0, w3, y1_3);
                x0 = Broadcast(ref x, (2 * TInputs.Row)); y2_0 = MultiplyAdd(x0, w0, y2_0); y2_1 = MultiplyAdd(x0, w1, y2_1); y2_2 = MultiplyAdd(x0, w2, y2_2); y2_3 = MultiplyAdd(x0, w3, y2_3);
                x0 = Broadcast(ref x, (3 * TInputs.Row)); y3_0 = MultiplyAdd(x0, w0, y3_0); y3_1 = MultiplyAdd(x0, w1, y3_1); y3_2 = MultiplyAdd(x0, w2, y3_2); y3_3 = MultiplyAdd(x0, w3, y3_3);
                x0 = Broadcast(ref x, (4 * TInputs.Row)); y4_0 = MultiplyAdd(x0, w0, y4_0); y4_1 = MultiplyAdd(x0, w1, y4_1); y4_2 = MultiplyAdd(x0, w2, y4_2); y4_3 = MultiplyAdd(x0, w3, y4_3);
                x0 = Broadcast(ref x, (5 * TInputs.Row)); y5_0 = MultiplyAdd(x0, w0, y5_0); y5_1 = MultiplyAdd(x0, w1, y5_1); y5_2 = MultiplyAdd(x0, w2, y5_2); y5_3 = MultiplyAdd(x0, w3, y5_3);
                x = ref At(ref x, 1);
                w = ref At(ref w, 16);
            }
            Store(ref y, 0, y0_0); Store(ref y, 4, y0_1); Store(ref y, 8, y0_2); Store(ref y, 12, y0_3);
            Store(ref y, yRow, y1_0); Store(ref y, yRow + 4, y1_1); Store(ref y, yRow + 8, y1_2); Store(ref y, yRow + 12, y1_3);
            Store(ref y, 2 * yRow, y2_0); Store(ref y, 2 * yRow + 4, y2_1); Store(ref y, 2 * yRow + 8, y2_2); Store(ref y, 2 * yRow + 12, y2_3);
            Store(ref y, 3 * yRow, y3_0); Store(ref y, 3 * yRow + 4, y3_1); Store(ref y, 3 * yRow + 8, y3_2); Store(ref y, 3 * yRow + 12, y3_3);
            Store(ref y, 4 * yRow, y4_0); Store(ref y, 4 * yRow + 4, y4_1); Store(ref y, 4 * yRow + 8, y4_2); Store(ref y, 4 * yRow + 12, y4_3);
            Store(ref y, 5 * yRow, y5_0); Store(ref y, 5 * yRow + 4, y5_1); Store(ref y, 5 * yRow + 8, y5_2); Store(ref y, 5 * yRow + 12, y5_3);
        } }

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 1 row, 64 outputs, depth k in order.</summary>
        [MethodImpl(Hot)]
        private static void RowTile64(nint depth, ref float x, ref float w, nint wPanel, ref float init, ref float y)
        { unchecked {
            Floats4 y0_0 = Load(ref init, 0), y0_1 = Load(ref init, 4), y0_2 = Load(ref init, 8), y0_3 = Load(ref init, 12), y0_4 = Load(ref init, 16), y0_5 = Load(ref init, 20), y0_6 = Load(ref init, 24), y0_7 = Load(ref init, 28), y0_8 = Load(ref init, 32), y0_9 = Load(ref init, 36), y0_10 = Load(ref init, 40), y0_11 = Load(ref init, 44), y0_12 = Load(ref init, 48), y0_13 = Load(ref init, 52), y0_14 = Load(ref init, 56), y0_15 = Load(ref init, 60);
            for (nint k = 0; k < depth; k++)
            {
                Floats4 x0 = Broadcast(ref x, 0); y0_0 = MultiplyAdd(x0, Load(ref w, 0), y0_0); y0_1 = MultiplyAdd(x0, Load(ref w, 4), y0_1); y0_2 = MultiplyAdd(x0, Load(ref w, 8), y0_2); y0_3 = MultiplyAdd(x0, Load(ref w, 12), y0_3); y0_4 = MultiplyAdd(x0, Load(ref w, wPanel), y0_4); y0_5 = MultiplyAdd(x0, Load(ref w, wPanel + 4), y0_5); y0_6 = MultiplyAdd(x0, Load(ref w, wPanel + 8), y0_6); y0_7 = MultiplyAdd(x0, Load(ref w, wPanel + 12), y0_7); y0_8 = MultiplyAdd(x0, Load(ref w, (2 * wPanel)), y0_8); y0_9 = MultiplyAdd(x0, Load(ref w, (2 * wPanel) + 4), y0_9); y0_10 = MultiplyAdd(x0, Load(ref w, (2 * wPanel) + 8), y0_10); y0_11 = MultiplyAdd(x0, Load(ref w, (2 * wPanel) + 12), y0_11); y0_12 = MultiplyAdd(x0, Load(ref w, (3 * wPanel)), y0_12); y0_13 = MultiplyAdd(x0, Load(ref w, (3 * wPanel) + 4), y0_13); y0_14 = MultiplyAdd(x0, Load(ref w, (3 * wPanel) + 8), y0_14); y0_15 = MultiplyAdd(x0, Load(ref w, (3 * wPanel) + 12), y0_15);
                x = ref At(ref x, 1);
                w = ref At(ref w, 16);
            }
            Store(ref y, 0, y0_0); Store(ref y, 4, y0_1); Store(ref y, 8, y0_2); Store(ref y, 12, y0_3); Store(ref y, 16, y0_4); Store(ref y, 20, y0_5); Store(ref y, 24, y0_6); Store(ref y, 28, y0_7); Store(ref y, 32, y0_8); Store(ref y, 36, y0_9); Store(ref y, 40, y0_10); Store(ref y, 44, y0_11); Store(ref y, 48, y0_12); Store(ref y, 52, y0_13); Store(ref y, 56, y0_14); Store(ref y, 60, y0_15);
        } }
