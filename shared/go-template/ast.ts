/** What a template is made of. Source: Go's text/template and text/template/parse documentation. */
interface At {
  /** From 1. */
  line: number;
}

export interface Literal extends At {
  kind: 'literal';
  value: string | boolean | bigint | number | null;
}

/** `.`, `.a.b`, `$x.a` or `(…).a`: fields looked up one after the other in what `of` gives. */
export interface Chain extends At {
  kind: 'chain';
  of: { kind: 'dot' } | { kind: 'variable'; name: string } | Pipeline;
  fields: string[];
}

export interface FunctionName extends At {
  kind: 'function';
  name: string;
}

export type Operand = Literal | Chain | FunctionName;

/** The first operand applied to the others, when it is a function or a method. */
export interface Command extends At {
  operands: Operand[];
}

export interface Pipeline extends At {
  kind: 'pipeline';
  /** Variables that take its value; two for `range`. */
  variables: string[];
  /** `:=` rather than `=`. */
  declares: boolean;
  commands: Command[];
}

export type Node =
  | (At & { kind: 'text'; text: string })
  | (At & { kind: 'action'; pipeline: Pipeline })
  | (At & { kind: 'if' | 'with' | 'range'; pipeline: Pipeline; then: Node[]; otherwise: Node[] })
  | (At & { kind: 'template'; name: string; pipeline: Pipeline | null })
  | (At & { kind: 'break' })
  | (At & { kind: 'continue' });

/** Templates by name; the one that was read has the name that it was given. */
export type Templates = Map<string, Node[]>;
