import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { TrivetError } from '../../../shared/contract/errors.ts';
import {
  type MetricFileFormat,
  type MetricImportEvent,
  metricFileFormats,
} from '../../../shared/contract/metric-import.ts';
import { bytes, count, quantityText } from '../../../shared/model/format.ts';
import { type EngineClient, withEngine } from '../engine-access.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';

interface ImportOptions extends CommonOptions {
  format?: MetricFileFormat;
}

type Outcome = Exclude<MetricImportEvent, { kind: 'progress' }>;

/** `trivet import FILE…` */
export function addImportCommand(program: Command, context: CommandContext): void {
  withCommonOptions(
    program
      .command('import <file...>')
      .description(
        'store the samples of OpenMetrics or Prometheus text files at the times that stand in them; also packed',
      ),
  )
    .addOption(
      new Option('--format <format>', 'instead of looking for # EOF at the end').choices(metricFileFormats),
    )
    .action((files: string[], options: ImportOptions) =>
      withEngine(options, async ({ client }) => {
        for (const file of files) {
          const outcome = await importFile(client, file, options);
          if (outcome.kind === 'refused' || outcome.result.faults.length > 0) context.failed();
          if (options.json) context.out.json({ file, ...outcomeJson(outcome) });
          else for (const line of outcomeText(file, outcome)) context.out.line(line);
        }
      }),
    );
}

async function importFile(client: EngineClient, file: string, { format }: ImportOptions): Promise<Outcome> {
  const { stderr } = process;
  const clear = () => {
    if (stderr.isTTY) stderr.write('\r\u001b[K');
  };
  try {
    return await new Promise<Outcome>((done, fail) => {
      const params = { path: resolve(file), ...(format && { format }) };
      client.subscribe('metrics.import', params, {
        event(event) {
          if (event.kind !== 'progress') return done(event);
          if (!stderr.isTTY) return;
          const share = Math.floor((100 * event.bytesRead) / Math.max(1, event.bytesTotal));
          clear();
          stderr.write(
            `${safeText(file)}: ${quantityText(bytes(event.bytesRead))} ${share} %, ${count(event.samples)} samples`,
          );
        },
        end: () => fail(new TrivetError('internal', 'the file was not read to its end')),
        error: fail,
      });
    });
  } finally {
    clear();
  }
}

function outcomeJson(outcome: Outcome): object {
  if (outcome.kind === 'refused') return { error: { expected: outcome.expected, found: outcome.found } };
  return outcome.result;
}

function* outcomeText(file: string, outcome: Outcome): Generator<string> {
  const name = safeText(file);
  if (outcome.kind === 'refused') {
    yield `${name}: expected ${safeText(outcome.expected)}, found ${safeText(outcome.found)}`;
    return;
  }
  const { format, samples, series, duplicates, conflicting, limited, limit, untimed, firstMs, lastMs } =
    outcome.result;
  yield `${name}: ${format}, ${count(samples)} samples of ${count(series)} series stored, ${count(duplicates)} known already`;
  if (firstMs !== null && lastMs !== null) yield `${name}: from ${isoTime(firstMs)} to ${isoTime(lastMs)}`;
  if (conflicting > 0)
    yield `${name}: ${count(conflicting)} samples have another value than is stored for their time, which stays`;
  if (limited > 0) yield `${name}: ${count(limited)} samples not stored: ${safeText(limit ?? 'a limit')}`;
  if (untimed > 0) yield `${name}: ${count(untimed)} samples have no time and are not stored`;
  if (outcome.result.beyondRetention) {
    yield `${name}: some are older than what is kept and go with the next clean-up; the settings say how long metrics are kept`;
  }
  for (const { where, what } of outcome.result.faults) yield `${name}: ${where}: ${safeText(what)}`;
  if (outcome.result.moreFaults > 0)
    yield `${name}: and ${count(outcome.result.moreFaults)} more broken lines`;
}

const isoTime = (ms: number): string => {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString();
};
