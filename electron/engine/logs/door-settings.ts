import type { Settings } from '../../../shared/contract/settings.ts';
import { Redactor } from './door/redactor.ts';

/** What the log thread is told of the settings; taken over by streams that are being read, too. */
export type DoorSettings = Pick<Settings['logs'], 'joinLines' | 'formats' | 'redaction'>;

export const doorSettings = ({ joinLines, formats, redaction }: Settings['logs']): DoorSettings => ({
  joinLines,
  formats,
  redaction,
});

/** What the settings ask for, as the doors of all streams use it. */
export interface DoorTools {
  readonly joinLines: boolean;
  readonly formats: DoorSettings['formats'];
  /** Null while storage is not redacted. */
  readonly redactor: Redactor | null;
}

export const doorTools = ({ joinLines, formats, redaction }: DoorSettings): DoorTools => ({
  joinLines,
  formats,
  redactor: redaction.storage ? new Redactor(redaction) : null,
});
