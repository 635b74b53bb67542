import { includes, lookalikes, severalLines } from './verdicts/includes';
import { createConfigMaker, type VerdictConfig } from './verdicts/maker';
import {
  badArguments,
  badReferences,
  declaredTwice,
  differentUses,
  mixtures,
  sharedSlots,
  singleMistakes,
  undeclaredZones,
  uninheritedCaches,
  upstreamZones,
  validConfigs,
  wrongForms,
} from './verdicts/mistakes';
import { oddNames, sizeSpellings, sizesAtTheLimit, twoPages } from './verdicts/sizes';

/** All configs of the test, the same ones each time. */
export function verdictConfigs(): VerdictConfig[] {
  const maker = createConfigMaker(20240607);
  validConfigs(maker);
  sizeSpellings(maker);
  sizesAtTheLimit(maker);
  twoPages(maker);
  oddNames(maker);
  declaredTwice(maker);
  differentUses(maker);
  undeclaredZones(maker);
  uninheritedCaches(maker);
  badArguments(maker);
  wrongForms(maker);
  badReferences(maker);
  upstreamZones(maker);
  sharedSlots(maker);
  includes(maker);
  severalLines(maker);
  lookalikes(maker);
  mixtures(maker, singleMistakes(maker));
  return maker.configs;
}
