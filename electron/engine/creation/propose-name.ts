const QUALITIES =
  'amber bold brave bright brisk calm clever cosy crisp eager fair gentle glad golden happy honest jolly keen kind light lively lucky mellow merry mild neat nimble noble patient polite proud quick quiet rapid ready serene sharp silver sleek smart snug solid sound steady sunny swift tidy warm wise witty'.split(
    ' ',
  );
const ANIMALS =
  'badger beaver bison bobcat crane dolphin eagle egret falcon ferret finch fox gecko gull hare hawk heron ibex jay kestrel kiwi koala lark lemur linnet lizard lynx magpie marmot marten mole moose newt ocelot osprey otter owl panda pelican pika plover puffin quail raven robin seal skua sparrow stoat stork swan tapir tern thrush toad turtle vole walrus weasel wombat wren yak zebra'.split(
    ' ',
  );

/** Proposes a name that no agent has, like "quiet-otter"; adds a number when all random tries are taken. */
export function proposeName(usedNames: ReadonlySet<string>, random: () => number = Math.random): string {
  const pick = (words: string[]) => words[Math.floor(random() * words.length)] ?? '';
  for (let tried = 0; tried < 20; tried++) {
    const name = `${pick(QUALITIES)}-${pick(ANIMALS)}`;
    if (!usedNames.has(name)) return name;
  }
  const base = `${pick(QUALITIES)}-${pick(ANIMALS)}`;
  let n = 2;
  while (usedNames.has(`${base}-${n}`)) n += 1;
  return `${base}-${n}`;
}
