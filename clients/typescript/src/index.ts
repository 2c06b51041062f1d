// The API of Curule, typed by its OpenAPI document: paths, bodies and answers are checked by tsc.
import createClient, { type Client } from "openapi-fetch";

import type { components, paths } from "./generated.js";

export type { components, paths };
export type Schemas = components["schemas"];
export type Problem = Schemas["Problem"];

// A client of one installation; `key` is sk_live_…, sk_test_… or rk_….
export function createCurule(key: string, baseUrl: string): Client<paths> {
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });
}

// What was refused: branch on `problem.code`, show `problem.title` and `problem.detail`.
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.title}`);
    this.name = "Refused";
  }
}

// Return what was answered, or throw what was refused.
export function answered<T>(result: { data?: T; error?: Problem }): T {
  if (result.error !== undefined) throw new Refused(result.error);
  if (result.data === undefined) throw new Error("the service answered nothing");
  return result.data;
}
