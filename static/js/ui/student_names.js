// What in a note looks like a student: a name, initials with a grade, an id number. Rules more than a dictionary: a
// capital where no sentence begins, and what stands around it. It may be wrong, so it only asks.
const WORD = /\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}+)*['’]?/gu;
// Large letters early within a name: McKenna, DeShawn, O'Shea. Later ones, and nothing but large ones, are no name.
const NAME = /^(?:\p{Lu}\p{Ll}{1,2}|\p{Lu}['’])?\p{Lu}\p{Ll}+(?:['’-]\p{L}+)*['’]?$/u;
const OPENING = /(?:ing|ed|ly|ers|ies|nts|als|ful|ive|ance)$/;
const ABSTRACT = /(?:tion|ment|ness|ship)s?$/;
const ROLE_AFTER = /^(?:,| \() ?(?:\p{Ll}+ ){0,3}(\p{Ll}+)/u;
const GRADE = "\\b(?:\\w{1,9}[ -]grader?|gr(?:ade)?\\.? ?[\\dk]|kinder\\w*)";
// How far around a word is looked.
const NEAR = 80;
// The second group is what looks so, unless there is a first. No lookbehind, at which older tablets would stop.
const SHAPES = [
  /((?:zoom|meeting|call|phone|text)\W{1,3}|[.,$/:-])?((?:\b(?:ss)?id|(?:student|lunch) (?:number|no|pin))\W{0,3}\d{4,}|#\d{4,}|\b(?!20\d\d[01]\d[0-3]\d\b)\d{6,})(?![\d,.:/-]*\d)/gi,
  /([\p{L}.])?(\p{Lu}\. ?\p{Lu}\.)(?! ?\p{Lu}\p{Ll})/gu,
  new RegExp(`()\\b(\\p{Lu}{2})(?=[ ,(]{1,3}(?:in |a |from )?${GRADE})`, "gu"),
  new RegExp(`()(?:${GRADE}|\\b[Ss]tudent|\\b[Kk]id(?:do)?) (\\p{Lu}{2})\\b`, "gu"),
];

// Lists of words, each behind its name and a colon: what the rules go by.
export const listsIn = (text) =>
  Object.fromEntries(text.split(/\n(?=\w)/).map((list) => list.split(/:?\s+/)).map(([name, ...words]) => [name, new Set(words)]));

// [{ at, text }]: names, then numbers and initials. `people` and `places` are names that are not asked about; a first
// name stays one, whatever place is called so.
export function foundIn(text, lists, { people, places }) {
  const known = new Set([...wordsOf(people), ...wordsOf(places).filter((word) => !lists.first.has(word))]);
  const names = [...text.matchAll(/.+/g)].flatMap(({ 0: line, index }) => namesIn(line, lists, known).map(({ at, end }) => ({ at: index + at, text: line.slice(at, end) })));
  const shaped = SHAPES.flatMap((shape) => [...text.matchAll(shape)]).filter(([, not]) => !not);
  const others = shaped.map(({ 0: whole, 2: piece, index }) => ({ at: index + whole.length - piece.length, text: piece }));
  return [...names, ...others.filter((each) => !lists.acronym.has(each.text.replace(/\W/g, "").toLowerCase()))];
}

const wordsOf = (names) => names.flatMap((name) => name.toLowerCase().match(WORD) ?? []);

function namesIn(line, lists, known) {
  const is = (list, token) => lists[list].has(token?.low);
  const isCommon = (token) => is("common", token) || ABSTRACT.test(token.low);
  const isOpening = (token) => !is("first", token) && (isCommon(token) || OPENING.test(token.low));
  const isTitled = (token, last) => is("title", last) && (/^,? $/.test(token.gap) || (token.gap === ". " && last.low.length < 4));
  const isLarge = (token) => token?.isLarge && !is("title", token);
  const tokens = tokensOf(line, isTitled);
  const long = tokens.slice(1).filter(({ low }) => low.length > 3);
  const isHeading = long.length > 1 && !/[.!?]$/.test(line) && long.filter(isLarge).length > long.length * 0.7;

  // A first name, or what is written large and stands together.
  function runFrom(start) {
    let end = start + 1;
    if (isLarge(tokens[start]) && !(tokens[start].isFirst && isOpening(tokens[start]))) while (isLarge(tokens[end]) && tokens[end].gap === " ") end += 1;
    return tokens.slice(start, end);
  }

  // Begins as in "the boy called NAME"; "Alder's class" is a teacher's, "Charlotte's Web" a book.
  function isStudent(run, last, next) {
    const [begin] = run;
    const isNamed = /^(?:named|called)$/.test(last?.low) && is("child", tokens[tokens.indexOf(last) - 1]);
    if (!isLarge(begin) && !is("first", begin) && !isNamed) return false;
    const [head, tail] = [line.slice(Math.max(begin.at - NEAR, 0), begin.at), line.slice(run.at(-1).end).slice(0, NEAR)];
    if (isTitled(begin, last) || lists.title.has(ROLE_AFTER.exec(tail)?.[1])) return run.forEach(({ low }) => known.add(low));
    const open = run.filter((token) => !known.has(token.low) && !isCommon(token));
    const owner = run.findIndex(({ isOwner }) => isOwner) + 1;
    if (open.length === 0 || (owner && (owner < run.length || is("theirs", next)))) return false;
    if (isNamed) return true;
    if (run.some((token) => is("thing", token))) return false;
    if (open.some((token) => is("first", token))) return last?.low !== "in";
    if (tail[0] === " " && is("child", next)) return !begin.isFirst;
    return !isHeading && !isThing(begin, last, next, head, tail) && (open.some(({ isFirst }) => !isFirst) || (!isOpening(begin) && isSomebody(begin, next, tail)));
  }

  const isThing = (begin, last, next, head, tail) =>
    (!begin.isFirst && is("before", last)) || is("thing", next) || /^ (?:\d|(?:&|of|of the) \p{Lu})/u.test(tail) ||
    /\p{L} \p{Lu}\p{L}* (?:&|of|of the) $/u.test(head) || wordsOf([head.split(/[.!?] /).at(-1)]).some((low) => lists.about.has(low));

  const isSomebody = (begin, next, tail) =>
    begin.isOwner || (tail[0] === " " && is("does", next)) || /^(?:, \p{Lu}\p{Ll}+)*,? and (?:\p{Lu}|two|her|his)/u.test(tail);

  const found = [];
  for (let i = 0; i < tokens.length; ) {
    const run = runFrom(i);
    if (isStudent(run, tokens[i - 1], tokens[i + run.length])) found.push({ at: run[0].at, end: run.at(-1).nameEnd });
    i += run.length;
  }
  return found;
}

function tokensOf(line, isTitled) {
  const tokens = [];
  for (const { 0: word, index: at } of line.matchAll(WORD)) {
    const last = tokens.at(-1);
    const low = word.toLowerCase().replace(/['’]s?$/, "");
    const [end, nameEnd, gap] = [at + word.length, at + low.length, line.slice(last?.end ?? 0, at)];
    const token = { at, end, nameEnd, low, gap, isLarge: NAME.test(word), isOwner: nameEnd < end };
    token.isFirst = !last || (/[.!?:;"“(]/.test(gap) && !isTitled(token, last));
    tokens.push(token);
  }
  return tokens;
}
