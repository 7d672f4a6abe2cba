        /// <summary>y[t, o] = silu(Σ_k x[t, k] · gate[o, k]) · (Σ_k x[t, k] · up[o, k])   x: [T, 2048]   gate, up: [5632, 2048]   y: [T, 5632]</summary>
        /// <remarks>Tile 2 × 16: 8 accumulators + 4 weights + 1 input = 13 of 16 registers. Loops: 132 rows × 64 gates and outputs, 16 gates and outputs, gates before outputs, 16 blocks of 128 k, 2 rows, k.</remarks>
        [MethodImpl(Hot)]
        public static void Gemm5632x2048NoBiasGatedSilu(TransformerLane lane, nint rows, ref float x, ref float w, ref float bias, ref float y, ref float scratch)
        { unchecked {
            while (lane.ClaimBlock(rows, 11264, out nint firstRow, out nint count, out nint o, out nint columns))
            {
                Multiply128<InputCount.Of2048>(count, columns, ref At(ref x, firstRow * 2064), ref At(ref w, o * 2048), ref bias, 0, ref scratch, 64);
                for (nint p = 0; p < columns; p += 32)
                {
                    GateSilu(count, ref At(ref scratch, p), ref At(ref y, (firstRow * 5648) + ((o + p) / 2)), 5648);
                }
            }
        } }

        /// <summary>y[t, o] = Silu(x[t, o]) · x[t, 16 + o] for 16 outputs.</summary>
        [MethodImpl(Hot)]
        private static void GateSilu(nint rows, ref float x, ref float y, nint yRow)
        { unchecked {
            for (nint row = 0; row < rows; row++)
            {
                for (nint o = 0; o < 16; o += 4)
                {
                    Store(ref y, o, Silu(Load(ref x, o)) * Load(ref x, 16 + o));
                }

                x = ref At(ref x, 64);
                y = ref At(ref y, yRow);
            }
        } }
