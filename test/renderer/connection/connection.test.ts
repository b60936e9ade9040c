import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backOffMs, Connection } from '../../../renderer/connection/connection.ts';
import { hashQueryKey } from '../../../renderer/connection/query-key.ts';
import { memoryPair } from '../../../shared/rpc/memory.ts';

describe('the connection', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test('opens, and opens again after it was lost', async () => {
    const pairs: ReturnType<typeof memoryPair>[] = [];
    const connection = new Connection(async () => {
      const pair = memoryPair();
      pairs.push(pair);
      return pair.client;
    });
    connection.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(connection.state.kind).toBe('open');
    pairs[0]?.server.dispose();
    expect(connection.state).toMatchObject({ kind: 'waiting', attempt: 1 });
    await vi.advanceTimersByTimeAsync(backOffMs(1));
    expect(connection.state.kind).toBe('open');
    connection.dispose();
    expect(pairs).toHaveLength(2);
  });

  test('waits longer after every failure, and at once when asked', async () => {
    let attempts = 0;
    const connection = new Connection(async () => {
      attempts++;
      throw new Error('refused');
    });
    connection.start();
    await vi.advanceTimersByTimeAsync(backOffMs(1) + backOffMs(2));
    expect(attempts).toBe(3);
    expect(connection.state).toMatchObject({ kind: 'waiting', attempt: 3, cause: 'refused' });
    connection.retryNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(attempts).toBe(4);
    connection.dispose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(attempts).toBe(4);
  });

  test('never waits longer than ten seconds', () => expect(backOffMs(40)).toBe(10_000));
});

describe('a query', () => {
  test('is the same whatever the order of its parameters, and knows bigint from text', () => {
    expect(hashQueryKey(['m', { a: 1, b: 2n }])).toBe(hashQueryKey(['m', { b: 2n, a: 1 }]));
    expect(hashQueryKey(['m', { a: 2n }])).not.toBe(hashQueryKey(['m', { a: 2 }]));
  });
});
