import {
  defaultFieldResolver,
  getNamedType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isObjectType,
} from "graphql";
import type { GraphqlContext } from "./graphql-context.ts";
import type { RequestBudget } from "./request-budget.ts";

type Resolver = GraphQLFieldResolver<unknown, GraphqlContext>;

/** Items of a list that are completed before others may have their turn. */
const ITEMS_PER_BATCH = 50;

/**
 * Charges every field of a schema to the budget of its request, and lets other requests go first from time to time.
 *
 * A mutation is metered between its fields only: once it has begun it runs to its end.
 */
export function meterFields(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    // What begins with two underscores belongs to the library and is shared by all schemas.
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      const resolve = (field.resolve ?? defaultFieldResolver) as Resolver;
      field.resolve = type === schema.getMutationType() ? meteredMutation(resolve) : meteredField(resolve, field.type);
    }
  }
}

function meteredMutation(resolve: Resolver): Resolver {
  return async (source, args, context, info) => {
    const { budget, ports } = context;
    budget.beginMutation();
    await budget.yieldIfDue();
    const unbounded = { loaded: () => undefined, yieldIfDue: () => undefined };
    return ports.metering.run(unbounded, () => resolve(source, args, context, info));
  };
}

function meteredField(resolve: Resolver, type: GraphQLOutputType): Resolver {
  const isComposite = isCompositeType(getNamedType(type));
  return (source, args, context, info) => {
    const { budget } = context;
    budget.resolveField();
    const taken = (value: unknown): unknown => charge(value, isComposite, budget);
    const resolved = (): unknown => {
      const value = resolve(source, args, context, info);
      return value instanceof Promise ? value.then(taken) : taken(value);
    };
    const others = budget.yieldIfDue();
    return others === undefined ? resolved() : others.then(resolved);
  };
}

function charge(value: unknown, isComposite: boolean, budget: RequestBudget): unknown {
  if (typeof value === "string") budget.answerText(value.length);
  if (!Array.isArray(value)) return value;
  if (!isComposite) {
    let characters = 0;
    for (const item of value) characters += typeof item === "string" ? item.length : 1;
    budget.answerText(characters);
    return value;
  }
  budget.listObjects(value.length);
  return value.length <= ITEMS_PER_BATCH ? value : inSteps(value, budget);
}

/** A long list whose later items come one step after the other, so that completing it holds nobody up. */
function inSteps(items: readonly unknown[], budget: RequestBudget): unknown[] {
  let step: Promise<void> = Promise.resolve();
  return items.map((item, index) => {
    if (index < ITEMS_PER_BATCH) return item;
    if (index % ITEMS_PER_BATCH === 0) step = step.then(() => budget.yieldIfDue());
    return step.then(() => item);
  });
}
