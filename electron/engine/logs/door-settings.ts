import type { Settings } from '../../../shared/contract/settings.ts';
import type { ChosenPipeline, PipelineText } from './door/pipeline/pipeline-choice.ts';
import type { Redactor } from './door/redactor.ts';

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

/** What needs much code is loaded only where it is asked for: an idle engine has neither. */
export async function doorTools(settings: DoorSettings): Promise<DoorTools> {
  const { joinLines, formats, redaction, pipelines } = settings;
  const redactor = redaction.storage ? new (await import('./door/redactor.ts')).Redactor(redaction) : null;
  const read = pipelines.length > 0 ? await import('./door/pipeline/pipeline-choice.ts') : null;
  return { joinLines, formats, redactor, pipelines: read?.readPipelines(pipelines) ?? [] };
}
