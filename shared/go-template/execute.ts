import type { Chain, Command, Node, Operand, Pipeline, Templates } from './ast.ts';
import { builtins, type GoFunction } from './builtins.ts';
import { isBlank, parseTemplate } from './parser.ts';
import { TemplateError } from './template-error.ts';
import { GoList, GoMap, type GoValue, isTrue, shown, sortedKeys, typeName } from './values.ts';

export interface TemplateLimits {
  /** Characters of the text that is made. */
  output: number;
  /** Actions carried out. */
  steps: number;
  /** Templates that call each other. */
  depth: number;
  /** Whether its time is up; asked between steps. */
  isLate?(): boolean;
}

export const standardTemplateLimits: TemplateLimits = {
  output: 1_000_000,
  steps: 1_000_000,
  depth: 100,
};

/** Takes what a template makes: its own text as it stands, and values that are to be escaped for where they stand. */
export interface TemplateWriter {
  text(text: string): void;
  value(value: GoValue): void;
  readonly output: string;
}

class PlainWriter implements TemplateWriter {
  output = '';

  text(text: string): void {
    this.output += text;
  }

  value(value: GoValue): void {
    this.output += value === null ? '<no value>' : shown(value);
  }
}

/** Adds templates to those known; one of nothing but white space takes no other's place, as in Go. */
export function addTemplates(known: Templates, more: Templates): Templates {
  for (const [name, nodes] of more) if (!known.has(name) || !isBlank(nodes)) known.set(name, nodes);
  return known;
}

/** A template that was read and can be carried out many times. */
export class Template {
  readonly #templates: Templates;
  readonly #name: string;
  readonly #functions: Readonly<Record<string, GoFunction>>;

  /**
   * Source: Go's text/template.
   *
   * @param name stands in messages
   * @param functions beside those that every template has
   * @param shared templates read before, which this one may call
   * @throws TemplateError where and why it cannot be read
   */
  constructor(
    source: string,
    name: string,
    functions: Readonly<Record<string, GoFunction>> = {},
    shared: Templates = new Map(),
  ) {
    this.#functions = { ...builtins, ...functions };
    const names = new Set([...Object.keys(this.#functions), 'and', 'or']);
    const own = parseTemplate(source, name, names);
    this.#templates = addTemplates(new Map(shared), own);
    // Its own text is what is carried out, even where another template has its name.
    this.#templates.set(name, own.get(name) ?? []);
    this.#name = name;
  }

  /** Those that it defines, for others to call. */
  get templates(): Templates {
    return this.#templates;
  }

  /** @throws TemplateError where and why it cannot be carried out, also when a limit is reached */
  execute(
    data: GoValue,
    limits: TemplateLimits = standardTemplateLimits,
    writer: TemplateWriter = new PlainWriter(),
  ): string {
    const run = new Run(this.#templates, this.#functions, limits, writer);
    run.template(this.#name, data);
    return writer.output;
  }
}

type Control = Extract<Node, { pipeline: Pipeline; then: Node[] }>;

/** Leaves the innermost `range`. */
class Leave {
  readonly how: 'break' | 'continue';

  constructor(how: 'break' | 'continue') {
    this.how = how;
  }
}

class Run {
  readonly #templates: Templates;
  readonly #functions: Readonly<Record<string, GoFunction>>;
  readonly #limits: TemplateLimits;
  #name = '';
  #line = 0;
  readonly #writer: TemplateWriter;
  #steps = 0;
  #depth = 0;
  #variables: [name: string, value: GoValue][] = [];

  constructor(
    templates: Templates,
    functions: Readonly<Record<string, GoFunction>>,
    limits: TemplateLimits,
    writer: TemplateWriter,
  ) {
    this.#templates = templates;
    this.#functions = functions;
    this.#limits = limits;
    this.#writer = writer;
  }

  template(name: string, data: GoValue): void {
    const nodes = this.#templates.get(name);
    if (!nodes) throw this.#fault(`template ${JSON.stringify(name)} not defined`);
    if (++this.#depth > this.#limits.depth) {
      throw this.#fault(`exceeded maximum template depth (${this.#limits.depth})`);
    }
    const [outerName, outerVariables] = [this.#name, this.#variables];
    this.#name = name;
    this.#variables = [['$', data]];
    this.#nodes(nodes, data);
    this.#name = outerName;
    this.#variables = outerVariables;
    this.#depth--;
  }

  #nodes(nodes: readonly Node[], dot: GoValue): void {
    for (const node of nodes) {
      this.#line = node.line;
      this.#step();
      this.#node(node, dot);
    }
  }

  #step(): void {
    if (++this.#steps > this.#limits.steps) throw this.#fault(`more than ${this.#limits.steps} steps`);
    if (this.#steps % 256 === 0) this.#checkTime();
  }

  #node(node: Node, dot: GoValue): void {
    if (node.kind === 'text') this.#write(() => this.#writer.text(node.text));
    else if (node.kind === 'action') {
      const value = this.#pipeline(node.pipeline, dot);
      if (node.pipeline.variables.length === 0) this.#write(() => this.#writer.value(value));
    } else if (node.kind === 'template') {
      this.template(node.name, node.pipeline ? this.#pipeline(node.pipeline, dot) : null);
    } else if (node.kind === 'break') throw new Leave('break');
    else if (node.kind === 'continue') throw new Leave('continue');
    else {
      const known = this.#variables.length;
      if (node.kind === 'range') this.#range(node, dot);
      else this.#choice(node, dot);
      this.#variables.length = known;
    }
  }

  #choice(node: Control, dot: GoValue): void {
    const value = this.#pipeline(node.pipeline, dot);
    if (!isTrue(value)) this.#nodes(node.otherwise, dot);
    else this.#nodes(node.then, node.kind === 'with' ? value : dot);
  }

  #range(node: Control, dot: GoValue): void {
    const { variables } = node.pipeline;
    const value = this.#pipeline({ ...node.pipeline, variables: [] }, dot);
    const known = this.#variables.length;
    let rounds = 0;
    for (const [key, item] of this.#items(value)) {
      rounds++;
      this.#step();
      const [first, second] = variables;
      if (first) this.#variables.push([first, second ? key : item]);
      if (second) this.#variables.push([second, item]);
      try {
        this.#nodes(node.then, item);
      } catch (error) {
        if (!(error instanceof Leave)) throw error;
        if (error.how === 'break') break;
      }
      this.#variables.length = known;
    }
    this.#variables.length = known;
    if (rounds === 0) this.#nodes(node.otherwise, dot);
  }

  *#items(value: GoValue): Iterable<[GoValue, GoValue]> {
    if (value === null) return;
    if (value instanceof GoList) for (const [i, item] of value.items.entries()) yield [BigInt(i), item];
    else if (value instanceof GoMap)
      for (const key of sortedKeys(value)) yield [key, value.entries.get(key) ?? null];
    else if (typeof value === 'bigint') for (let i = 0n; i < value; i++) yield [i, i];
    else throw this.#fault(`range can't iterate over ${shown(value)}`);
  }

  #pipeline(pipeline: Pipeline, dot: GoValue): GoValue {
    let value: GoValue | undefined;
    for (const command of pipeline.commands) value = this.#command(command, dot, value);
    for (const name of pipeline.variables) this.#assign(name, value ?? null, pipeline.declares);
    return value ?? null;
  }

  #assign(name: string, value: GoValue, declares: boolean): void {
    const known = declares ? undefined : this.#variables.findLast(([other]) => other === name);
    if (known) known[1] = value;
    else this.#variables.push([name, value]);
  }

  /** @param piped what the command before it gave: the last argument */
  #command({ operands, line }: Command, dot: GoValue, piped: GoValue | undefined): GoValue {
    this.#line = line;
    const [first, ...others] = operands as [Operand, ...Operand[]];
    if (first.kind === 'function') return this.#call(first.name, others, dot, piped);
    if (first.kind === 'chain' && first.fields.length > 0) return this.#chain(first, dot, others, piped);
    if (others.length > 0 || piped !== undefined) {
      throw this.#fault(
        `can't give argument to non-function ${first.kind === 'literal' ? shown(first.value) : 'value'}`,
      );
    }
    if (first.kind === 'literal' && first.value === null) throw this.#fault('nil is not a command');
    return this.#operand(first, dot);
  }

  #operand(operand: Operand, dot: GoValue): GoValue {
    if (operand.kind === 'literal') return operand.value;
    if (operand.kind === 'function') return this.#call(operand.name, [], dot, undefined);
    return this.#chain(operand, dot, [], undefined);
  }

  #call(name: string, operands: readonly Operand[], dot: GoValue, piped: GoValue | undefined): GoValue {
    if (name === 'and' || name === 'or') return this.#logic(name === 'or', operands, dot, piped);
    const args = operands.map((operand) => this.#operand(operand, dot));
    if (piped !== undefined) args.push(piped);
    const call = this.#functions[name] as GoFunction;
    return this.#guarded(name, () => call(...args));
  }

  /** The first argument that decides, without a look at those behind it. */
  #logic(or: boolean, operands: readonly Operand[], dot: GoValue, piped: GoValue | undefined): GoValue {
    if (operands.length === 0 && piped === undefined) {
      throw this.#fault(`wrong number of args for ${or ? 'or' : 'and'}: want at least 1 got 0`);
    }
    let value: GoValue = null;
    for (const operand of operands) {
      value = this.#operand(operand, dot);
      if (isTrue(value) === or) return value;
    }
    return piped ?? value;
  }

  #chain(
    { of, fields, line }: Chain,
    dot: GoValue,
    operands: readonly Operand[],
    piped: GoValue | undefined,
  ): GoValue {
    let value =
      of.kind === 'dot' ? dot : of.kind === 'variable' ? this.#variable(of.name) : this.#pipeline(of, dot);
    this.#line = line;
    for (const [i, field] of fields.entries()) {
      const isLast = i === fields.length - 1;
      const args = isLast ? operands.map((operand) => this.#operand(operand, dot)) : [];
      if (isLast && piped !== undefined) args.push(piped);
      value = this.#field(value, field, args);
    }
    return value;
  }

  #field(value: GoValue, name: string, args: readonly GoValue[]): GoValue {
    const methods = value !== null && typeof value === 'object' ? value.methods : {};
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method) return this.#guarded(name, () => method(args));
    if (args.length > 0) throw this.#fault(`${name} has arguments but cannot be invoked as function`);
    if (value === null) throw this.#fault(`nil data; no entry for key ${JSON.stringify(name)}`);
    const found = value instanceof GoMap ? (value.entries.get(name) ?? value.missing) : undefined;
    if (found === undefined) throw this.#fault(`can't evaluate field ${name} in type ${typeName(value)}`);
    return found;
  }

  #variable(name: string): GoValue {
    const found = this.#variables.findLast(([other]) => other === name);
    if (!found) throw this.#fault(`undefined variable: ${name}`);
    return found[1];
  }

  #guarded(name: string, call: () => GoValue): GoValue {
    this.#checkTime();
    try {
      return this.#bounded(call());
    } catch (error) {
      if (error instanceof TemplateError || error instanceof RangeError) throw error;
      throw this.#fault(`error calling ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #write(write: () => void): void {
    write();
    if (this.#writer.output.length > this.#limits.output) {
      throw this.#fault(`more than ${this.#limits.output} characters of output`);
    }
  }

  #checkTime(): void {
    if (this.#limits.isLate?.()) throw this.#fault('took too long');
  }

  /** Texts that double at every step would outgrow the memory long before they are written. */
  #bounded(value: GoValue): GoValue {
    if (typeof value === 'string' && value.length > this.#limits.output) {
      throw this.#fault(`a text of more than ${this.#limits.output} characters`);
    }
    return value;
  }

  #fault(message: string): TemplateError {
    return TemplateError.at(this.#name, this.#line, `executing ${JSON.stringify(this.#name)}: ${message}`);
  }
}
