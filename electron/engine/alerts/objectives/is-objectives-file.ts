/** Whether a file of the settings holds objectives: rule files have no such key at the top of a document. */
export const isObjectivesFile = (text: string): boolean =>
  /^apiVersion:\s*["']?openslo\//m.test(text) || /^kind:\s*["']?SLO["']?\s*(#|$)/m.test(text);
