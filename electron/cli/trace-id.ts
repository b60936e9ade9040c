import { UsageError } from '../hosts/config/usage-error.ts';

/** Ids of 8 bytes, as older tracers make them, are padded on the left. @throws UsageError */
export function parseTraceId(text: string): string {
  if (!/^[0-9a-f]{1,32}$/i.test(text)) throw new UsageError(`"${text}" is no trace id: up to 32 hex digits`);
  return text.toLowerCase().padStart(32, '0');
}
