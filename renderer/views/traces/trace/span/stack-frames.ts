/** A line of a stack trace that was told apart, or as it is. */
export interface StackLine {
  text: string;
  /** Function and place where the line is a frame. */
  frame: { call: string; place: string } | null;
}

/** Frames of libraries in a row, or a line that stands by itself. */
export type StackPart =
  | { kind: 'line'; line: StackLine }
  | { kind: 'library'; name: string; lines: StackLine[] };

/** JavaScript `at f (file:1:2)`, Java `at a.b.C.m(C.java:1)`; Python's `File "x", line 1, in f`; Go's `\tfile.go:1`. */
const FRAMES: readonly RegExp[] = [
  /^\s*at\s+(?<call>.+?)\s*\((?<place>[^()]*)\)\s*$/,
  /^\s*at\s+(?<call>)(?<place>\S+:\d+(?::\d+)?)\s*$/,
  /^\s*at\s+(?<call>.+?)\s+in\s+(?<place>.+:line \d+)\s*$/,
  /^\s*File "(?<place>[^"]*", line \d+)(?:, in (?<call>.*))?\s*$/,
  /^\s+(?<call>)(?<place>\S+\.go:\d+)(?:\s\+0x[0-9a-f]+)?\s*$/,
];

const LIBRARIES: readonly RegExp[] = [
  /node_modules\/(?:\.pnpm\/[^/]+\/node_modules\/)?(?<name>@[^/]+\/[^/]+|[^/]+)/,
  /(?:site-packages|dist-packages)\/(?<name>[^/]+)/,
  /\/pkg\/mod\/(?<name>[^@]+)@/,
  /(?:^|\()(?<name>node:[\w/]+)/,
  /^(?<name>java|javax|jdk|sun|kotlin|kotlinx|scala|System|Microsoft|org\.springframework|org\.apache|io\.netty|io\.grpc)\./,
  /\/(?<name>usr\/(?:local\/)?(?:lib|go))\//,
  /(?<name>python3?\.\d+)\//,
];

/** Longer lines come from minified code or from an attack: expressions only see this much of them. */
const LONGEST = 2_000;
const MOST_LINES = 2_000;

export function readFrame(text: string): StackLine {
  if (text.length > LONGEST) return { text, frame: null };
  for (const pattern of FRAMES) {
    const groups = pattern.exec(text)?.groups;
    if (groups)
      return {
        text,
        frame: { call: groups.call ?? '', place: (groups.place ?? '').replace('", line ', ':') },
      };
  }
  return { text, frame: null };
}

/** The library a frame belongs to; null for the program's own. */
export function libraryOf({ frame }: StackLine): string | null {
  if (!frame) return null;
  for (const pattern of LIBRARIES) {
    const name = pattern.exec(frame.place)?.groups?.name ?? pattern.exec(frame.call)?.groups?.name;
    if (name) return name;
  }
  return null;
}

/** A stack trace as its own frames, with runs of library frames put together. */
export function stackParts(stack: string): StackPart[] {
  const parts: StackPart[] = [];
  for (const text of stack.split(/\r?\n/, MOST_LINES)) {
    if (text.trim() === '') continue;
    const line = readFrame(text);
    const name = libraryOf(line);
    const last = parts.at(-1);
    if (name === null) parts.push({ kind: 'line', line });
    else if (last?.kind === 'library' && last.name === name) last.lines.push(line);
    else parts.push({ kind: 'library', name, lines: [line] });
  }
  return parts;
}
