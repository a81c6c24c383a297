/**
 * A value that is computed when its field is selected: graphql-js calls a property that is a function, and takes what it
 * returns.
 */
export function lazy<Value>(compute: () => Value): Value {
  return compute as unknown as Value;
}

/** Like `lazy`, but computed once for all fields that share it. */
export function lazyOnce<Value>(compute: () => Value): Value {
  let computed: { readonly value: Value } | undefined;
  return lazy(() => (computed ??= { value: compute() }).value);
}
