import type { Command } from 'commander';
import type { DoctorFinding, DoctorReport } from '../../../shared/contract/trace-answers.ts';
import { count } from '../../../shared/model/format.ts';
import { UsageError } from '../../hosts/config/usage-error.ts';
import { withEngine } from '../engine-access.ts';
import { type CommonOptions, durationOption, timeOption, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';

interface DoctorOptions extends CommonOptions {
  range?: bigint;
  since?: bigint;
  until?: bigint;
}

const DAY_NANO = 86_400_000_000_000n;
const LAST_TIME = 2n ** 63n - 1n;

/** `trivet traces doctor` */
export function addDoctorCommand(traces: Command, context: CommandContext): void {
  const { out, now } = context;
  const command = traces
    .command('doctor')
    .description('look for what is wrong with the spans themselves, and say how to put it right')
    .addOption(durationOption('--range <time>', 'look at the last 1h, 7d … (1d)'))
    .addOption(timeOption('--since <time>', 'instead: RFC 3339, or 10m, 2h, 3d ago', context))
    .addOption(timeOption('--until <time>', 'RFC 3339, or 10m, 2h, 3d ago', context));
  withCommonOptions(command).action(async () => {
    const options = command.optsWithGlobals<DoctorOptions>();
    if (options.range !== undefined && options.since !== undefined) {
      throw new UsageError('--range and --since exclude each other');
    }
    const nowNano = BigInt(now()) * 1_000_000n;
    const start = options.since ?? nowNano - (options.range ?? DAY_NANO);
    const params = { start: start > 0n ? start : 0n, end: options.until ?? LAST_TIME };
    const report = await withEngine(options, ({ client }) => client.call('traces.doctor', params));
    if (options.json) out.json(report);
    else for (const line of reportText(report)) out.line(line);
  });
}

function* reportText({ findings, services, traces, spans, truncated }: DoctorReport): Generator<string> {
  yield `${count(spans)} spans of ${count(traces)} traces and ${count(services)} services${truncated ? ', the newest of more' : ''}`;
  if (findings.length === 0)
    yield spans === 0 ? 'no traces in this time: nothing to look at' : 'nothing is wrong with them';
  for (const same of Map.groupBy(findings, ({ what, cure }) => `${what} ${cure}`).values())
    yield* findingText(same);
}

/** Services with one and the same finding are told together. */
function* findingText(same: DoctorFinding[]): Generator<string> {
  const { severity, rule, what, cure } = same[0]!;
  const where = same.map(({ service, count: found, of }) => `${service} (${count(found)} of ${count(of)})`);
  const example = same.flatMap(({ examples }) => examples)[0];
  yield '';
  yield safeText(`${severity}: ${rule} in ${where.join(', ')}`);
  yield safeText(`  ${what}`);
  yield safeText(`  cure: ${cure}`);
  if (example) yield `  for example span ${example.spanId} of trace ${example.traceId}`;
}
