import { syslogSeverity } from '../../../../shared/log-format/severity.ts';
import type { Attributes } from '../../../../shared/model/attributes.ts';
import type { DecodeLimits } from '../limits.ts';
import type { DecodedLogs, LogProducer } from '../logs/decoded-logs.ts';
import { LogCollector } from '../logs/log-collector.ts';
import { NOBODY } from '../logs/producer.ts';
import { parseSyslog, type SyslogMessage } from './syslog-message.ts';

/** As Docker names a container where nobody gave its lines another tag. */
const SHORT_ID = /^[\da-f]{12}$/;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const NUL = 0;

/** Messages of one sender, gathered by what they name themselves. */
export class SyslogCollector {
  readonly #collector: LogCollector;
  readonly #nowMs: () => number;

  constructor(limits: DecodeLimits, nowMs: () => number = Date.now) {
    this.#collector = new LogCollector(limits);
    this.#nowMs = nowMs;
  }

  get count(): number {
    return this.#collector.count;
  }

  /** One message, without its frame; ends of lines behind it are not its own. */
  add(bytes: Uint8Array): void {
    let end = bytes.length;
    while (end > 0 && (bytes[end - 1] === NEWLINE || bytes[end - 1] === RETURN || bytes[end - 1] === NUL))
      end--;
    if (end === 0) return;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('utf8');
    const message = parseSyslog(text, this.#nowMs());
    const { hostname, appName } = message;
    const stream = this.#collector.named(`${hostname}\0${appName}`, () => ({
      producer: producerOf(message),
      labels: hostname === '' ? [] : [['host.name', hostname]],
    }));
    this.#collector.add(stream, {
      timeUnixNano: message.timeUnixNano,
      severityNumber: message.severity === null ? 0 : syslogSeverity(message.severity),
      body: message.message,
      attributes: attributesOf(message),
      traceId: '',
      spanId: '',
    });
  }

  finish(): DecodedLogs {
    return this.#collector.finish();
  }
}

/** Docker's driver tags lines with the container's short id or with its name. */
function producerOf({ hostname, appName }: SyslogMessage): LogProducer {
  return {
    ...NOBODY,
    service: appName,
    containerId: SHORT_ID.test(appName) ? appName : null,
    containerName: appName || null,
    hostName: hostname || null,
  };
}

function attributesOf({ facility, procId, msgId, structured }: SyslogMessage): Attributes {
  const attributes: Attributes = [];
  if (facility !== null) attributes.push(['syslog.facility', facility]);
  if (procId !== '') attributes.push(['syslog.procid', procId]);
  if (msgId !== '') attributes.push(['syslog.msgid', msgId]);
  attributes.push(...structured);
  return attributes;
}
