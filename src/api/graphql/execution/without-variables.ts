/** A shorter text says nothing, and may stand in any word of a message: it is taken out only where it is quoted. */
const SHORT_CHARACTERS = 4;
/** A message may quote the beginning of a long text: so much of it is recognised. */
const BEGIN_CHARACTERS = 16;

/** Takes the values of variables out of a message that quotes them, because variables are never logged. */
export function withoutVariables(message: string, variables: unknown): string {
  let said = message;
  for (const text of textsIn(variables)) {
    if (text === "") continue;
    if (text.length < SHORT_CHARACTERS) said = said.replaceAll(`"${text}"`, '"…"');
    else said = withoutBegin(said.replaceAll(text, "…"), text);
  }
  return said;
}

function withoutBegin(message: string, text: string): string {
  const at = text.length < BEGIN_CHARACTERS ? -1 : message.indexOf(text.slice(0, BEGIN_CHARACTERS));
  if (at === -1) return message;
  let length = BEGIN_CHARACTERS;
  while (message[at + length] === text[length]) length += 1;
  return `${message.slice(0, at)}…${message.slice(at + length)}`;
}

function* textsIn(value: unknown): Iterable<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const member of Object.values(value)) yield* textsIn(member);
}
