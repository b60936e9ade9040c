import { ConsoleStream } from './console-stream.ts';
import { ProtobufStream } from './protobuf-stream.ts';
import { RecordStream } from './record-stream.ts';
import type { DeferredBytes, TraceOutput, TraceReader } from './trace-reader.ts';
import { TraceStream, type TraceStreamOptions } from './trace-stream.ts';

/** The reader for what `sniff` said the bytes are. */
export function createTraceReader(
  kind: 'json' | 'console' | 'protobuf' | 'records',
  output: TraceOutput,
  bytes: DeferredBytes,
  options: TraceStreamOptions,
): TraceReader {
  switch (kind) {
    case 'json':
      return new TraceStream(output, bytes, options);
    case 'console':
      return new ConsoleStream(output, options);
    case 'protobuf':
      return new ProtobufStream(output, options);
    case 'records':
      return new RecordStream(output, options);
  }
}
