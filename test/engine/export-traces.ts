import type { StreamInput, TrivetContract } from '../../shared/contract/contract.ts';
import type { RpcClient } from '../../shared/rpc/client.ts';

/** The pieces of an export, in order. */
export function exportPieces(
  client: RpcClient<TrivetContract>,
  params: StreamInput<'traces.export'>,
): Promise<string[]> {
  const pieces: string[] = [];
  return new Promise((resolve, reject) => {
    client.subscribe('traces.export', params, {
      event: ({ text }) => void pieces.push(text),
      end: () => resolve(pieces),
      error: reject,
    });
  });
}

export const exportText = async (client: RpcClient<TrivetContract>, params: StreamInput<'traces.export'>) =>
  (await exportPieces(client, params)).join('');
