/** A monthly bill from an inventory and dated prices, exact to the cent. See README.md for the rules and their pages. */
export type * from './types.ts';
export { priceBook, type BookPrice, type PriceBook, type Quote, type ServicePrices } from './book.ts';
export { hourlyBurn, monthlyBill } from './bill.ts';
export { byResource, byService, byTag, groupLines, type Group } from './groups.ts';
export {
  inventoryOf,
  type AccountDescription,
  type Described,
  type Inventory,
  type Unseen,
} from './inventory.ts';
export { choices, sliders, whatIf, type Change, type Choice, type Slider } from './what-if.ts';
export { explainLine, explainMissing } from './explain.ts';
export { eksSupport, standardVersions, type EksCalendar, type EksSupport } from './eks-support.ts';
export {
  brief,
  cents,
  compare,
  decimal,
  exact,
  multiply,
  subtract,
  sum,
  toNumber,
  type Exact,
} from './exact.ts';
