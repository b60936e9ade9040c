import { resolve } from 'node:path';
import type { Command } from 'commander';
import { TrivetError } from '../../../shared/contract/errors.ts';
import {
  type ExpandedPath,
  notStoredText,
  type OpenFileError,
  type OpenFileEvent,
  type OpenFileResult,
} from '../../../shared/contract/files.ts';
import { bytes, count, quantityText } from '../../../shared/model/format.ts';
import { type EngineClient, withEngine } from '../engine-access.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';

interface OpenOptions extends CommonOptions {
  partial?: boolean;
}

type Outcome = { result: OpenFileResult } | { error: OpenFileError };

export function addOpenCommand(program: Command, context: CommandContext): void {
  withCommonOptions(
    program
      .command('open <path...>')
      .description(
        'read trace and log files, or all of a folder: Jaeger, Zipkin, OTLP, console dumps, Chrome traces; lines of text, Docker and journald logs; also packed',
      ),
  )
    .option('--partial', 'store what can be read of a broken file')
    .action((paths: string[], options: OpenOptions) =>
      withEngine(options, async ({ client }) => {
        for (const path of paths) await openPath(client, path, options, context);
      }),
    );
}

async function openPath(
  client: EngineClient,
  path: string,
  options: OpenOptions,
  context: CommandContext,
): Promise<void> {
  const { folder, files, left } = await expanded(client, path);
  for (const { path: file } of files) {
    const outcome = await openFile(client, file, options);
    // Of a folder not every file is a trace: only one that is and cannot be read is a failure.
    if ('error' in outcome && (!folder || outcome.error.partialPossible)) context.failed();
    if (options.json) context.out.json(outcomeJson(file, outcome));
    else for (const line of outcomeText(file, outcome, options)) context.out.line(line);
  }
  if (left > 0) context.out.note(`trivet: ${path}: ${count(left)} more files were not opened`);
  if (folder && files.length === 0) context.out.note(`trivet: ${path}: no files in this folder`);
}

/** What is not there is told by the reading, in its own words. */
async function expanded(client: EngineClient, path: string): Promise<ExpandedPath> {
  try {
    const found = await client.call('files.expand', { path: resolve(path) });
    return found.folder ? found : { ...found, files: [{ path, name: path }] };
  } catch (error) {
    if (!(error instanceof TrivetError) || error.code !== 'not_found') throw error;
    return { folder: false, files: [{ path, name: path }], left: 0 };
  }
}

/** A file that cannot be read is an outcome, not a failure of the command: the others are still opened. */
async function openFile(
  client: EngineClient,
  file: string,
  { partial = false }: OpenOptions,
): Promise<Outcome> {
  const progress = progressLine(file, process.stderr);
  try {
    return await new Promise<Outcome>((done, fail) => {
      client.subscribe(
        'files.open',
        { path: resolve(file), partial },
        {
          event(event: OpenFileEvent) {
            if (event.kind === 'progress') progress.show(event);
            else done(event.kind === 'done' ? { result: event.result } : { error: event.error });
          },
          end: () => fail(new TrivetError('internal', 'the file was not read to its end')),
          error: fail,
        },
      );
    });
  } catch (error) {
    if (!(error instanceof TrivetError) || error.code === 'disconnected') throw error;
    const found = error.message;
    return { error: { where: file, expected: 'a file that can be read', found, partialPossible: false } };
  } finally {
    progress.clear();
  }
}

function progressLine(file: string, stderr: NodeJS.WriteStream) {
  const clear = () => {
    if (stderr.isTTY) stderr.write('\r\u001b[K');
  };
  return {
    clear,
    show({ bytesRead, bytesTotal, spans, logRecords }: Extract<OpenFileEvent, { kind: 'progress' }>) {
      if (!stderr.isTTY) return;
      const share = bytesTotal ? ` ${Math.floor((100 * bytesRead) / bytesTotal)} %` : '';
      clear();
      stderr.write(
        `${safeText(file)}: ${quantityText(bytes(bytesRead))}${share}, ${logRecords > 0 ? `${count(logRecords)} log lines` : `${count(spans)} spans`}`,
      );
    },
  };
}

const outcomeJson = (file: string, outcome: Outcome) =>
  'error' in outcome
    ? {
        file,
        error: { where: outcome.error.where, expected: outcome.error.expected, found: outcome.error.found },
      }
    : {
        file,
        format: outcome.result.format,
        traces: outcome.result.traces,
        spans: outcome.result.spans,
        duplicates: outcome.result.duplicates,
        logs: outcome.result.logs,
        notStored: outcome.result.notStored,
        warnings: outcome.result.warnings.map(({ where, what }) => ({ where, what })),
      };

function* outcomeText(file: string, outcome: Outcome, { partial }: OpenOptions): Generator<string> {
  const name = safeText(file);
  if ('error' in outcome) {
    const { where, expected, found, partialPossible } = outcome.error;
    yield `${name}: at ${safeText(where)}: expected ${safeText(expected)}, found ${safeText(found)}`;
    if (!partial && partialPossible) yield `${name}: nothing was stored; --partial stores what can be read`;
    return;
  }
  const { format, traces, spans, duplicates, logs, warnings, moreWarnings } = outcome.result;
  if (logs) {
    const [from, to] = [logs.firstMs, logs.lastMs].map((ms) => new Date(ms).toISOString());
    yield `${name}: ${format}, ${count(logs.records)} log records from ${from} to ${to} stored`;
  }
  if (!logs || spans + duplicates > 0) {
    yield `${name}: ${format}, ${count(traces)} traces, ${count(spans)} spans stored, ${count(duplicates)} known already`;
  }
  const others = notStoredText(outcome.result.notStored);
  if (others !== null) yield `${name}: ${others}`;
  for (const { where, what } of warnings) yield `${name}: ${safeText(where)}: ${safeText(what)}`;
  if (moreWarnings > 0) yield `${name}: and ${count(moreWarnings)} more warnings`;
}
