import { Command, CommanderError } from 'commander';
import { TrivetError } from '../../shared/contract/errors.ts';
import { UsageError } from '../hosts/config/usage-error.ts';
import { addAlertsBacktestCommand } from './commands/alerts-backtest.ts';
import { addAlertsCheckCommand } from './commands/alerts-check.ts';
import { addAlertsRoutesCommand } from './commands/alerts-routes.ts';
import { addAlertsTestCommand } from './commands/alerts-test.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addContainersCommand } from './commands/containers.ts';
import { addDashboardsCommand } from './commands/dashboards.ts';
import { addEventsCommand } from './commands/events.ts';
import { addFilesCommand } from './commands/files.ts';
import { addImportCommand } from './commands/import.ts';
import { addLogsCommand } from './commands/logs.ts';
import { addMetricsCheckCommand } from './commands/metrics-check.ts';
import { addObjectivesCommand } from './commands/objectives.ts';
import { addOpenCommand } from './commands/open.ts';
import { addQueryCommand } from './commands/query.ts';
import { addServeCommand } from './commands/serve.ts';
import { addStatusCommand } from './commands/status.ts';
import { addTailCommand } from './commands/tail.ts';
import { addTargetsCommand } from './commands/targets.ts';
import { addTraceCommands } from './commands/traces.ts';
import { createOutput, type Output } from './output.ts';
import { packageVersion } from './version.ts';

const EXIT_OK = 0;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** What every command is given: where to print, and a way to say that it failed in part. */
export interface CommandContext {
  out: Output;
  env: NodeJS.ProcessEnv;
  now(): number;
  /** Makes the exit code 1 without ending the command. */
  failed(): void;
}

type Streams = Record<'stdout' | 'stderr', NodeJS.WritableStream>;

/** Runs one command line and answers the exit code: 0, 1 for what failed, 2 for wrong use. */
export async function main(args: readonly string[], { stdout, stderr }: Streams = process): Promise<number> {
  const out = createOutput(stdout, stderr);
  let code = EXIT_OK;
  const context: CommandContext = {
    out,
    env: process.env,
    now: () => Date.now(),
    failed: () => {
      code = EXIT_FAILED;
    },
  };
  try {
    await createProgram(context).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return report(error, out);
  }
}

function createProgram(context: CommandContext): Command {
  const program = new Command('trivet')
    .description('Containers, metrics, logs and traces of this machine in one light workbench.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out.line(text.trimEnd()),
      writeErr: (text) => context.out.note(text.trimEnd()),
    })
    .showHelpAfterError('(--help lists what there is)')
    .enablePositionalOptions();
  addServeCommand(program, context);
  addContainersCommand(program, context);
  addLogsCommand(program, context);
  addTailCommand(program, context);
  addTraceCommands(program, context);
  addQueryCommand(program, context);
  addMetricsCheckCommand(program.command('metrics').description('the stored metrics as a whole'), context);
  addTargetsCommand(program, context);
  const alerts = program.command('alerts').description('rules of alerts and recordings, and who is told');
  addAlertsCheckCommand(alerts, context);
  addAlertsTestCommand(alerts, context);
  addAlertsBacktestCommand(alerts, context);
  addAlertsRoutesCommand(alerts, context);
  addObjectivesCommand(program, context);
  addDashboardsCommand(program, context);
  addOpenCommand(program, context);
  addFilesCommand(program, context);
  addImportCommand(program, context);
  addEventsCommand(program, context);
  addStatusCommand(program, context);
  addBackupCommands(program, context);
  return program;
}

function report(error: unknown, out: Output): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE;
  out.note(`trivet: ${error instanceof Error ? error.message : String(error)}`);
  if (error instanceof TrivetError && error.cure !== undefined) out.note(`trivet: ${error.cure}`);
  return error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
}
