import type { logStreams } from '../../../shared/contract/logs.ts';
import type { Subscribers } from '../../../shared/rpc/server.ts';
import { disposable } from '../../../shared/util/disposable.ts';
import type { EngineContext } from '../engine.ts';
import { exportLogs } from '../logs/log-export.ts';

type ExportSubscriber = Subscribers<{
  methods: Record<never, never>;
  streams: typeof logStreams;
}>['logs.export'];

/** `logs.export`: leaving it ends the reading. */
export const exportSubscriber =
  ({ store }: EngineContext): ExportSubscriber =>
  ({ redact: _redact, ...asked }, sink) => {
    const ending = new AbortController();
    const take = async (text: string) => {
      const open = await sink.ready();
      if (open) sink.emit({ text });
      return open;
    };
    exportLogs(store, asked, (row) => row, take, ending.signal).then(
      () => sink.end(),
      (error) => sink.fail(error),
    );
    return disposable(() => ending.abort());
  };
