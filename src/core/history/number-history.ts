import { historyMoment, historyStep, type LinesId } from "../../model/index.ts";
import type { Rows, WrittenLine } from "../ports/metadata.ts";

/**
 * Numbers the history lines of a report that declares the number of its first line.
 *
 * A client that syncs a run again continues the numbers after the last line and sends all lines again: a line with the
 * step and time of a stored line of its writer is the same line. A new line whose number is taken is appended.
 */
export async function numberHistory(
  rows: Rows,
  id: LinesId,
  writer: string,
  firstNumber: number,
  texts: readonly string[],
): Promise<WrittenLine[]> {
  const lines = texts.map((text, index) => ({
    number: firstNumber + index,
    text,
    step: historyStep(text),
    moment: momentKey(text),
  }));
  const steps = lines.flatMap(({ step, moment }) => (step === undefined || moment === undefined ? [] : [step]));
  const stored = new Map<string, number>();
  for (const { text, number } of await rows.runLines.written(id, writer, { steps: [...new Set(steps)] })) {
    const moment = momentKey(text);
    if (moment !== undefined) stored.set(moment, number);
  }
  const taken = new Map(
    (await rows.runLines.written(id, writer, { numbers: lines.map(({ number }) => number) })).map(
      ({ number, text }) => [number, momentKey(text)] as const,
    ),
  );
  let behind: number | undefined;
  const placed: WrittenLine[] = [];
  for (const { number, text, step, moment } of lines) {
    const known = moment === undefined ? undefined : stored.get(moment);
    const other = taken.get(number);
    if (known !== undefined) placed.push({ number: known, text, step });
    else if (moment === undefined || other === undefined) placed.push({ number, text, step });
    else {
      behind ??= Math.max(await rows.runLines.nextNumber(id, "history", writer), firstNumber + lines.length);
      placed.push({ number: behind, text, step });
      behind += 1;
    }
  }
  return placed;
}

function momentKey(text: string): string | undefined {
  const moment = historyMoment(text);
  return moment === undefined ? undefined : `${moment.step} ${moment.timestamp}`;
}
