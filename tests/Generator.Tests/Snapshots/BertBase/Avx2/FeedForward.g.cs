        /// <summary>y[t, o] = gelu(Σ_k x[t, k] · w[o, k] + b[o])   x: [T, 768]   w: [3072, 768]   y: [T, 3072]</summary>
        /// <remarks>Tile 6 × 16: 12 accumulators + 2 weights + 1 input = 15 of 16 registers. Loops: 132 rows × 64 outputs, 16 outputs, 4 blocks of 192 k, 6 rows, k.</remarks>
        [MethodImpl(Hot)]
        public static void Gemm3072x768GeluPack(TransformerLane lane, nint rows, ref float x, ref float w, ref float bias, ref float y, ref float scratch)
        { unchecked {
            int items = (int)((rows + 131) / 132) * 48;
            while (lane.Claim(items, out int item))
            {
                nint firstRow = item / 48 * 132;
                nint count = Least(rows - firstRow, 132);
                nint first = item % 48 * 64;
                nint end = Least(first + 64, 3072);
                ref float xBlock = ref At(ref x, firstRow * 768);
                for (nint o = first; o < end; o += 16)
                {
                    ref float panel = ref At(ref w, o * 768);
                    Depth768(count, ref xBlock, ref panel, ref At(ref bias, o), 0, ref scratch, 16);
                    Gelu(count * 16, ref scratch);
                    Pack(count, 16, ref scratch, 16, ref At(ref y, (firstRow * 3072) + (o * 6)), 18432);
                }
            }
        } }

        [MethodImpl(Hot)]
        private static void Rows_K192(nint rows, ref float x, nint xTile, ref float w, nint ahead, ref float init, nint initRow, ref float y, nint yRow)
        { unchecked {
            nint row = 0;
            for (; row + 6 <= rows; row += 6)
            {
                Tile6x16_K192(ref At(ref x, row / 6 * xTile), ref w, ahead, ref At(ref init, row * initRow), initRow, ref At(ref y, row * yRow), yRow);
            }
            if (row + 4 <= rows)
            {
                Tile4x16_K192(ref At(ref x, (row / 6 * xTile) + (row % 6)), ref w, ahead, ref At(ref init, row * initRow), initRow, ref At(ref y, row * yRow), yRow);
                row += 4;
            }
            if (row + 2 <= rows)
            {
                Tile2x16_K192(ref At(ref x, (row / 6 * xTile) + (row % 6)), ref w, ahead, ref At(ref init, row * initRow), initRow, ref At(ref y, row * yRow), yRow);
                row += 2;
            }
            if (row + 1 <= rows)
            {
                Tile1x16_K192(ref At(ref x, (row / 6 * xTile) + (row % 6)), ref w, ahead, ref At(ref init, row * initRow), initRow, ref At(ref y, row * yRow), yRow);
                row += 1;
            }
        } }

        /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for 6 rows, 16 outputs, k = 0 .. 192 - 1 in this order.</summary>
        [MethodImpl(Hot)]
        private static void Tile6x16_K192(ref float x, ref float w, nint ahead, ref float init, nint initRow, ref float y, nint yRow)
        { unchecked {
            Floats8 y0_0 = Load(ref init, 0), y0_1 = Load(ref init, 8);
            Floats8 y1_0 = Load(ref init, initRow), y1_1 = Load(ref init, initRow + 8);
            Floats8 y2_0 = Load(ref init, 2 * initRow), y2_1 = Load(ref init, 2 * initRow + 8);
            Floats8 y3_0 = Load(ref init, 3 * initRow), y3_1 = Load(ref init, 3 * initRow + 8);
            Floats8 y4_0 = Load(ref init, 4 * initRow), y4_1 = Load(ref init, 4 * initRow + 8);
            Floats8 y5_0 = Load(ref init, 5 * initRow), y5_1 = Load(ref init, 5 * initRow + 8);
            for (nint k = 0; k < 192; k++)
            {
                Floats8 w0 = Load(ref w, 0), w1 = Load(ref w, 8);
                Prefetch(ref w, ahead);
                Floats8 x0 = Simd8.Create(x); y0_0 = MultiplyAdd(x0, w0, y0_0); y0_1 = MultiplyAdd(x0, w1, y0_1);
                x0 = Simd8.Create(At(ref x, 1)); y1_0 = MultiplyAdd(x0, w0, y1_0); y1_1 = MultiplyAdd(x0, w1, y1_1);
                x0 = Simd8.Create(At(ref x, 2)); y2_0 = MultiplyAdd(x0, w0, y2_0); y2_1 = MultiplyAdd(x0, w1, y2_1);
                x0 = Simd8.Create(At(ref x, 3)); y3_0 = MultiplyAdd(x0, w0, y3_0); y3_1 = MultiplyAdd(x0, w1, y3_1);
                x0 = Simd8.Create(At(ref x, 4)); y4_0 = MultiplyAdd(x0, w0, y4_0); y4_1 = MultiplyAdd(x0, w1, y4_1);
                x0 = Simd8.Create(At(ref x, 5)); y5_0 = MultiplyAdd(x0, w0, y5_0); y5_1 = MultiplyAdd(x0, w1, y5_1);
                x = ref At(ref x, 6);
                w = ref At(ref w, 16);
            }
            Store(ref y, 0, y0_0); Store(ref y, 8, y0_1);
            Store(ref y, yRow, y1_0); Store(ref y, yRow + 8, y1_1);
            Store(ref y, 2 * yRow, y2_0); Store(ref y, 2 * yRow + 8, y2_1);
            Store(ref y, 3 * yRow, y3_0); Store(ref y, 3 * yRow + 8, y3_1);
            Store(ref y, 4 * yRow, y4_0); Store(ref y, 4 * yRow + 8, y4_1);
            Store(ref y, 5 * yRow, y5_0); Store(ref y, 5 * yRow + 8, y5_1);
        } }
