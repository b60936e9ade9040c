import type { Settings } from '../../../shared/contract/settings.ts';
import { type ChosenPipeline, type PipelineText, readPipelines } from './door/pipeline/pipeline-choice.ts';
import { Redactor } from './door/redactor.ts';

/** What the log thread is told of the settings; taken over by streams that are being read, too. */
export type DoorSettings = Pick<Settings['logs'], 'joinLines' | 'formats' | 'redaction'> & {
  /** Of the good files, in the order of the settings. */
  pipelines: readonly PipelineText[];
};

export const doorSettings = (
  { joinLines, formats, redaction }: Settings['logs'],
  pipelines: readonly PipelineText[] = [],
): DoorSettings => ({ joinLines, formats, redaction, pipelines });

/** What the settings ask for, as the doors of all streams use it. */
export interface DoorTools {
  readonly joinLines: boolean;
  readonly formats: DoorSettings['formats'];
  /** Null while storage is not redacted. */
  readonly redactor: Redactor | null;
  /** In their order: the first that takes a stream is the stream's. */
  readonly pipelines: readonly ChosenPipeline[];
}

export const doorTools = ({ joinLines, formats, redaction, pipelines }: DoorSettings): DoorTools => ({
  joinLines,
  formats,
  redactor: redaction.storage ? new Redactor(redaction) : null,
  pipelines: readPipelines(pipelines),
});
