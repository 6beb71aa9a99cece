# The code under test: opens a conversation for a customer, with Ruby's own HTTP client.
require "json"
require "net/http"

class Welcome
  class Refused < StandardError; end

  API = URI("https://conversations.twilio.com")

  # `proxy` is a URL, by default the environment's.
  def initialize(proxy: ENV["HTTPS_PROXY"])
    @proxy = URI(proxy) if proxy
  end

  def call(customer)
    sid = post("/v1/Conversations", FriendlyName: "Welcome, #{customer}").fetch("sid")
    post("/v1/Conversations/#{sid}/Participants", Identity: customer)
    sid
  end

  private

  def post(path, form)
    request = Net::HTTP::Post.new(path)
    request.basic_auth(ENV.fetch("TWILIO_ACCOUNT_SID"), ENV.fetch("TWILIO_AUTH_TOKEN"))
    request.set_form_data(form)
    through = [@proxy&.hostname, @proxy&.port, @proxy&.user, @proxy&.password]
    Net::HTTP.start(API.host, API.port, *through, use_ssl: true) do |http|
      response = http.request(request)
      raise Refused, "#{response.code}: #{response.body}" unless response.is_a?(Net::HTTPSuccess)

      JSON.parse(response.body)
    end
  end
end
