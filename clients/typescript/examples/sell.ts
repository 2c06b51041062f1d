// Sells three seats and asks who may come in: compiled by `make typescript`, and run by its test.
import { answered, createCurule, Refused } from "../src/index.js";

export async function sell(key: string, baseUrl: string, email: string): Promise<boolean> {
  const curule = createCurule(key, baseUrl);
  const accounts = answered(await curule.GET("/v1/accounts"));
  const plans = answered(await curule.GET("/v1/plans", { params: { query: { key: "desks" } } }));
  const [account, plan] = [accounts.data[0], plans.data[0]];
  if (account === undefined || plan === undefined) throw new Error("nobody to sell to");

  const quote = answered(
    await curule.POST("/v1/quotes", {
      body: { account: account.id, plan: plan.id, seats: 3, currency: "EUR" },
    }),
  );
  const order = answered(
    await curule.POST("/v1/quotes/{quote}/accept", {
      params: { path: { quote: quote.id }, header: { "Idempotency-Key": `order-${quote.id}` } },
      body: {},
    }),
  );
  answered(
    await curule.POST("/v1/subscriptions/{subscription}/assign", {
      params: {
        path: { subscription: order.subscription.id },
        header: { "Idempotency-Key": `seat-${quote.id}` },
      },
      body: { people: [{ email }] },
    }),
  );
  const answer = answered(
    await curule.GET("/v1/entitlements", { params: { query: { user: email, product: "desks" } } }),
  );
  return answer.allowed;
}

export function saidToPeople(error: unknown): string {
  return error instanceof Refused ? `${error.problem.title} ${error.problem.detail}` : String(error);
}
