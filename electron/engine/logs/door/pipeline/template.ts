import { isTrue, type TemplateValue, templateFunctions, textOf } from './template-functions.ts';

/** Fills in a template; `field` answers for `.Name`. */
export type Template = (field: (name: string) => TemplateValue) => string;

type Node =
  | { text: string }
  | { pipe: Expression }
  | { choices: { when: Expression | null; nodes: Node[] }[] };
type Expression = (field: (name: string) => TemplateValue) => TemplateValue;

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*"|`[^`]*`)|(-?\d+(?:\.\d+)?)|(\.(?:[A-Za-z_]\w*)?)|([A-Za-z_]\w*)|([()|]))/y;
const DEEPEST = 32;

/**
 * What Promtail documents of Go's text/template: values of fields, literals, functions, pipes, brackets, and
 * `if … else if … else … end`, with `{{-` and `-}}` trimming blanks.
 *
 * @throws Error that says what is wrong, or not known
 */
export function parseTemplate(text: string): Template {
  const parts = partsOf(text);
  const reader = new TemplateReader(parts);
  const nodes = reader.nodes(0);
  reader.expectEnd();
  return (field) => render(nodes, field);
}

const render = (nodes: readonly Node[], field: Parameters<Template>[0]): string =>
  nodes.map((node) => renderNode(node, field)).join('');

function renderNode(node: Node, field: Parameters<Template>[0]): string {
  if ('text' in node) return node.text;
  if ('pipe' in node) return textOf(node.pipe(field));
  const taken = node.choices.find(({ when }) => when === null || isTrue(when(field)));
  return taken ? render(taken.nodes, field) : '';
}

type Part = { text: string } | { action: string };

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  let trimNext = false;
  for (const match of text.matchAll(/\{\{(- )?((?:[^"`}]|"(?:[^"\\]|\\.)*"|`[^`]*`|\}(?!\}))*?)( -)?\}\}/g)) {
    let before = text.slice(from, match.index);
    if (trimNext) before = before.trimStart();
    if (match[1]) before = before.trimEnd();
    parts.push({ text: before }, { action: (match[2] as string).trim() });
    trimNext = match[3] !== undefined;
    from = match.index + match[0].length;
  }
  const rest = text.slice(from);
  if (rest.includes('{{')) throw new Error('an action is not closed: }} is missing');
  parts.push({ text: trimNext ? rest.trimStart() : rest });
  return parts;
}

class TemplateReader {
  readonly #parts: readonly Part[];
  #at = 0;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** Up to an `else` or `end`, which stays. */
  nodes(depth: number): Node[] {
    if (depth > DEEPEST) throw new Error('nested too deep');
    const nodes: Node[] = [];
    for (let part = this.#parts[this.#at]; part; part = this.#parts[this.#at]) {
      if ('text' in part) {
        if (part.text !== '') nodes.push(part);
      } else if (/^(?:else|end)\b/.test(part.action)) return nodes;
      else if (/^if\s/.test(part.action)) {
        nodes.push(this.#choice(depth));
        continue;
      } else if (part.action !== '' && !part.action.startsWith('/*'))
        nodes.push({ pipe: expressionOf(part.action) });
      this.#at++;
    }
    return nodes;
  }

  expectEnd(): void {
    const part = this.#parts[this.#at];
    if (part && 'action' in part) throw new Error(`{{ ${part.action} }} without an if`);
  }

  #choice(depth: number): Node {
    const choices: { when: Expression | null; nodes: Node[] }[] = [];
    for (;;) {
      const { action } = this.#parts[this.#at++] as { action: string };
      const condition = /^(?:else\s+)?if\s+(.*)$/s.exec(action)?.[1];
      if (condition === undefined && action !== 'else') throw new Error(`{{ ${action} }} is not understood`);
      choices.push({
        when: condition === undefined ? null : expressionOf(condition),
        nodes: this.nodes(depth + 1),
      });
      const next = this.#parts[this.#at];
      if (!next || !('action' in next)) throw new Error('{{ end }} is missing');
      if (next.action !== 'end') continue;
      this.#at++;
      return { choices };
    }
  }
}

function expressionOf(text: string): Expression {
  const tokens = tokensOf(text);
  let at = 0;
  const pipeline = (depth: number): Expression => {
    if (depth > DEEPEST) throw new Error('nested too deep');
    let value = command(depth, null);
    while (tokens[at] === '|') {
      at++;
      value = command(depth, value);
    }
    return value;
  };
  const command = (depth: number, piped: Expression | null): Expression => {
    const first = tokens[at] ?? '';
    if (!/^[A-Za-z_]/.test(first) || first === 'true' || first === 'false') {
      if (piped) throw new Error(`${first || 'nothing'} takes no value from a pipe`);
      return operand(depth);
    }
    at++;
    const call = templateFunctions.get(first);
    if (!call) throw new Error(`function "${first}" is not known`);
    const values: Expression[] = [];
    while (at < tokens.length && tokens[at] !== '|' && tokens[at] !== ')') values.push(operand(depth));
    if (piped) values.push(piped);
    return (field) => call(...values.map((value) => value(field)));
  };
  const operand = (depth: number): Expression => {
    const token = tokens[at++] ?? '';
    if (token === '(') {
      const inner = pipeline(depth + 1);
      if (tokens[at++] !== ')') throw new Error('a bracket is not closed');
      return inner;
    }
    return literal(token);
  };
  const expression = pipeline(0);
  if (at < tokens.length) throw new Error(`"${tokens[at]}" is not understood`);
  return expression;
}

function literal(token: string): Expression {
  if (token.startsWith('.')) return (field) => field(token.slice(1));
  if (token.startsWith('`')) return () => token.slice(1, -1);
  if (token.startsWith('"')) {
    const value = JSON.parse(token) as string;
    return () => value;
  }
  if (token === 'true' || token === 'false') return () => token === 'true';
  if (/^-?\d/.test(token)) return () => Number(token);
  throw new Error(`"${token}" is not understood`);
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`"${text.slice(from).trim()}" is not understood`);
    tokens.push(match[0].trim());
  }
  return tokens;
}
