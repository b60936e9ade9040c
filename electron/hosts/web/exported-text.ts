import type { StreamInput } from '../../../shared/contract/contract.ts';
import type { LocalClient } from './local-client.ts';

/**
 * The pieces of an export as they are asked for; leaving the loop ends the export.
 *
 * @throws TrivetError, `not_found` after the first piece when a trace that was named is not stored
 */
export async function* exportedText(
  client: LocalClient,
  params: StreamInput<'traces.export'>,
): AsyncGenerator<string, void, void> {
  const waiting: { text: string; taken(): void }[] = [];
  let ended: { error: unknown } | null = null;
  let wake = (): void => undefined;
  const subscription = client.subscribe('traces.export', params, {
    event: ({ text }) =>
      new Promise<void>((taken) => {
        waiting.push({ text, taken });
        wake();
      }),
    end: () => {
      ended = { error: null };
      wake();
    },
    error: (error) => {
      ended = { error };
      wake();
    },
  });
  try {
    for (;;) {
      const piece = waiting.shift();
      if (piece) {
        piece.taken();
        yield piece.text;
      } else if (ended) {
        const { error } = ended as { error: unknown };
        if (error) throw error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    subscription.dispose();
  }
}
