import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { parseDuration, parseNumber } from './number.ts';

/** Stops at the first token that fits nowhere instead of guessing on. */
const strict = parser.configure({ strict: true });

/** The grammar's tree of a text, null when it does not take it. */
export function syntaxTree(text: string): SyntaxNode | null {
  try {
    return strict.parse(text).topNode;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The nodes directly below, comments left out. */
export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') found.push(child);
  }
  return found;
}

/** A number, or a duration in seconds; `fault` tells what is wrong with one, and the value is then none. */
export function literalValue(text: string): { value: number; duration?: true; fault: string | null } {
  if (!/[smhdwy]$/i.test(text) || /^0x/i.test(text)) return { value: parseNumber(text), fault: null };
  const ms = parseDuration(text);
  return typeof ms === 'number'
    ? { value: ms / 1000, duration: true, fault: null }
    : { value: 1, duration: true, fault: ms };
}
