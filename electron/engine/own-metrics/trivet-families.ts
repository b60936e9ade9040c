import type { EngineStatus } from '../../../shared/contract/app.ts';
import { type Family, family } from './family.ts';

/** What Trivet says of itself, but for its process. */
export function trivetFamilies(status: EngineStatus, version: string): Family[] {
  const { received, dropped, stores, storeBytes, receivers, sources } = status;
  return [
    family('gauge', 'trivet_build_info', 'The version of Trivet, with the value 1.', [
      [[['version', version]], 1],
    ]),
    family(
      'counter',
      'trivet_received_items',
      'Items that were received, by receiver and signal.',
      received.map(({ receiver, signal, items }) => [
        [
          ['receiver', receiver],
          ['signal', signal],
        ],
        items,
      ]),
    ),
    family(
      'counter',
      'trivet_dropped_items',
      'Items that were not stored, by receiver, signal and cause.',
      dropped.map(({ receiver, signal, cause, items }) => [
        [
          ['receiver', receiver],
          ['signal', signal],
          ['cause', cause],
        ],
        items,
      ]),
    ),
    family(
      'gauge',
      'trivet_receiver_up',
      'Whether a receiver listens; those that are off are left out.',
      receivers
        .filter(({ state }) => state !== 'off')
        .map(({ name, state }) => [[['receiver', name]], state === 'listening' ? 1 : 0]),
    ),
    family(
      'gauge',
      'trivet_source_up',
      'Whether a source of data is connected.',
      sources.map(({ name, state }) => [[['source', name]], state === 'connected' ? 1 : 0]),
    ),
    family(
      'gauge',
      'trivet_store_items',
      'Items in the store, by signal.',
      stores.map(({ signal, items }) => [[['signal', signal]], items]),
    ),
    family(
      'gauge',
      'trivet_store_signal_bytes',
      'Bytes that a signal takes up in the store, as retention counts them.',
      stores.map(({ signal, bytes }) => [[['signal', signal]], bytes]),
    ),
    family('gauge', 'trivet_store_file_bytes', 'Bytes of the store on disk, with its write-ahead log.', [
      [[], storeBytes],
    ]),
  ];
}
