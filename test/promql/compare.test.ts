import { expect, test } from 'vitest';
import { compareWithPrometheus } from './compare.ts';
import { whyNoPrometheus } from './prometheus-server.ts';

const reason = whyNoPrometheus();

test.skipIf(reason !== null && !process.env.CI)(
  `queries over the same samples are answered as Debian's Prometheus does, to a billionth${reason ? ` (${reason})` : ''}`,
  async () => {
    expect(await compareWithPrometheus()).toEqual([]);
  },
);
