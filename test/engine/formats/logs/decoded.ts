import type {
  DecodedLogs,
  DecodedStream,
  LogsResult,
} from '../../../../electron/engine/formats/logs/decoded-logs.ts';

export function told<T extends DecodedLogs>(result: LogsResult<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

export const recordsOf = ({ streams }: { streams: DecodedStream[] }) =>
  streams.flatMap(({ records }) => records);
