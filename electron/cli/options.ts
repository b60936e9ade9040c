import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration, parseTime } from '../hosts/config/times.ts';
import { UsageError } from '../hosts/config/usage-error.ts';
import type { CommandContext } from './program.ts';

/** Options that many commands share; each fails as wrong use. */
export interface CommonOptions {
  data?: string;
  json?: boolean;
}

const STANDARD_LIMIT = 1000;
const LARGEST_LIMIT = 1_000_000;

export const withCommonOptions = (command: Command): Command =>
  command
    .option('--data <dir>', "the engine's data directory")
    .option('--json', 'print one JSON object a line');

/** Commander words the refusal and names the option. */
function asArgument<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof UsageError ? new InvalidArgumentError(error.message) : error;
    }
  };
}

/** RFC 3339, or how long ago; nanoseconds since the epoch. */
export const timeOption = (flags: string, description: string, { now }: CommandContext): Option =>
  new Option(flags, description).argParser(asArgument((text) => parseTime(text, now())));

/** Nanoseconds. */
export const durationOption = (flags: string, description: string): Option =>
  new Option(flags, description).argParser(asArgument(parseDuration));

export const limitOption = (): Option =>
  new Option('--limit <n>', 'print at most this many').default(STANDARD_LIMIT).argParser((text) => {
    const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (limit < 1 || limit > LARGEST_LIMIT) throw new InvalidArgumentError('a number from 1 to 1000000');
    return limit;
  });

/** For an option that may be given several times. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];
