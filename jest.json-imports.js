/** Jest transformer: says of an import of JSON that it is one, which Node demands and some packages have forgotten. */
export default {
  process: (source) => ({ code: source.replace(/from ("[^"]+\.json")/g, "from $1 with { type: 'json' }") }),
}
