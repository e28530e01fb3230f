// Edits of a text, by offsets.

/** Replaces what lies between two offsets. */
export interface OffsetEdit {
  start: number;
  end: number;
  text: string;
}

/** The text after the edits, which all speak of the text before; those at one offset keep their order. Throws where two overlap. */
export function applyEdits(text: string, edits: readonly OffsetEdit[]): string {
  const sorted = edits.map((edit, order) => ({ ...edit, order })).sort((one, other) => one.start - other.start || one.order - other.order);
  let result = '';
  let done = 0;
  for (const edit of sorted) {
    if (edit.start < done || edit.end < edit.start) {
      throw new Error('edits overlap');
    }
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done);
}
