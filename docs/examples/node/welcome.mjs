// The code under test: opens a conversation for a customer.
import twilio from "twilio";

export async function welcome(customer) {
  const client = twilio(process.env.TWILIO_ACCOUNT_SID, process.env.TWILIO_AUTH_TOKEN);
  const conversation = await client.conversations.v1.conversations.create({
    friendlyName: `Welcome, ${customer}`,
  });
  await client.conversations.v1.conversations(conversation.sid)
    .participants.create({ identity: customer });
  return conversation.sid;
}
