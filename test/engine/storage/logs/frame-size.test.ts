import { constants, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { contentSize } from '../../../../electron/engine/storage/logs/frame-size.ts';

describe('the size of what a frame holds', () => {
  it.each([0, 1, 255, 256, 257, 65_791, 65_792, 400_000])('is told of %i bytes', (length) => {
    const bytes = Buffer.alloc(length, 'a line of a log\n');
    expect(contentSize(zstdCompressSync(bytes, { pledgedSrcSize: length }))).toBe(length);
  });

  it('is not told by a frame that was streamed, or by what is no frame', () => {
    const params = { [constants.ZSTD_c_contentSizeFlag]: 0 };
    expect(contentSize(zstdCompressSync(Buffer.alloc(5000), { params }))).toBeNull();
    expect(contentSize(Buffer.from('not a frame'))).toBeNull();
    expect(contentSize(Buffer.alloc(0))).toBeNull();
  });
});
