/** What passes between the stand-in's main process and its utility process, over Node's own channel. */
export type Wire =
  | { kind: 'message'; data: unknown; portIds: number[] }
  | { kind: 'port-message'; id: number; data: unknown }
  | { kind: 'port-close'; id: number };
