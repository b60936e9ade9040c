import type { Pipeline } from './pipeline.ts';
import { parsePipelineFile } from './pipeline-file.ts';

/** The text of a pipeline file that was found to be good. */
export interface PipelineText {
  path: string;
  text: string;
}

export interface ChosenPipeline {
  /** Of its file. */
  path: string;
  pipeline: Pipeline;
}

/** The pipelines of all files, in their order. */
export const readPipelines = (texts: readonly PipelineText[]): ChosenPipeline[] =>
  texts.flatMap(({ path, text }) => {
    const parsed = parsePipelineFile(text);
    return parsed.ok ? parsed.value.pipelines.map((pipeline) => ({ path, pipeline })) : [];
  });
