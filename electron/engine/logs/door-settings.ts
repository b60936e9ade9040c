import type { Settings } from '../../../shared/contract/settings.ts';

/** What the log thread is told of the settings; taken over by streams that are being read, too. */
export type DoorSettings = Pick<Settings['logs'], 'joinLines' | 'formats' | 'redaction'>;

export const doorSettings = ({ joinLines, formats, redaction }: Settings['logs']): DoorSettings => ({
  joinLines,
  formats,
  redaction,
});
