# One session of the proxy for each test, directed over the control API.
require "json"
require "net/http"

class Ringback
  CONTROL = URI(ENV.fetch("RINGBACK_CONTROL_URL"))

  # The proxy, with the session as its user: requests through it are this session's.
  attr_reader :proxy

  def initialize(name, settings)
    @name = name
    @proxy = call("PUT", "", settings).fetch("proxy_url")
  end

  def fail_next(fault) = call("PUT", "/faults", [{ name: fault, times: 1 }])
  def requests = call("GET", "/exchanges").fetch("exchanges").map { |one| one.fetch("request") }
  def end = call("DELETE", "")

  private

  def call(method, path, body = nil)
    request = Net::HTTPGenericRequest.new(method, !body.nil?, true, "#{CONTROL.path}/sessions/#{@name}#{path}")
    request["Authorization"] = "Bearer #{ENV.fetch('RINGBACK_CONTROL_TOKEN')}"
    request.content_type = "application/json"
    response = Net::HTTP.start(CONTROL.host, CONTROL.port, nil) do |http|
      http.request(request, body&.to_json)
    end
    answer = JSON.parse(response.body)
    raise answer.fetch("message") unless response.is_a?(Net::HTTPSuccess)

    answer
  end
end
