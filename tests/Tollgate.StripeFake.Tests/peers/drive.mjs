// Drives the fake with the official node client: node drive.mjs http://127.0.0.1:PORT KEY. Prints one JSON object.
import Stripe from 'stripe';

const [base, key] = process.argv.slice(2);
const url = new URL(base);
const stripe = new Stripe(key, { host: url.hostname, port: url.port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });

const meter = await stripe.billing.meters.create({ display_name: 'Calls', event_name: 'calls', default_aggregation: { formula: 'sum' } });
const price = await stripe.prices.create({ currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' }, product_data: { name: 'Node' } });
const metered = await stripe.prices.create({
  currency: 'usd', unit_amount_decimal: '0.5', recurring: { interval: 'month', usage_type: 'metered', meter: meter.id }, product_data: { name: 'Calls' } });
const customer = await stripe.customers.create({ email: 'node@example.com', payment_method: 'pm_card_visa', invoice_settings: { default_payment_method: 'pm_card_visa' } });
const subscription = await stripe.subscriptions.create({
  customer: customer.id, items: [{ price: price.id }, { price: metered.id }], metadata: { from: 'node' }, expand: ['latest_invoice'] });
await stripe.billing.meterEvents.create({ event_name: 'calls', identifier: 'n1', payload: { stripe_customer_id: customer.id, value: '10' } });

let duplicate;
try {
  await stripe.billing.meterEvents.create({ event_name: 'calls', identifier: 'n1', payload: { stripe_customer_id: customer.id, value: '10' } });
} catch (error) {
  duplicate = { type: error.rawType, status: error.statusCode, message: error.message };
}

const one = await stripe.customers.create({ name: 'twice' }, { idempotencyKey: 'node-1' });
const two = await stripe.customers.create({ name: 'twice' }, { idempotencyKey: 'node-1' });
const customers = [];
for await (const found of stripe.customers.list({ limit: 1 })) customers.push(found.id);
const events = await stripe.events.list({ types: ['invoice.paid'] });
const canceled = await stripe.subscriptions.cancel(subscription.id);

console.log(JSON.stringify({
  subscription: subscription.status,
  items: subscription.items.data.length,
  invoice: subscription.latest_invoice.status,
  parent: subscription.latest_invoice.parent.subscription_details.subscription === subscription.id,
  unit: metered.unit_amount_decimal.toString(),
  duplicate,
  replayed: one.id === two.id,
  customers: customers.length,
  paid: events.data.length,
  canceled: canceled.status,
}));
