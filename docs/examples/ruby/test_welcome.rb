require "minitest/autorun"
require_relative "ringback"
require_relative "welcome"

# The tests run in threads, as many as MT_CPU says, all on one proxy.
class TestWelcome < Minitest::Test
  parallelize_me!

  def test_a_customer_is_welcomed_by_name
    session = begin_session(mode: "fake")

    sid = Welcome.new(proxy: session.proxy).call("Ada")

    create, join = session.requests
    assert_equal "Welcome, Ada", create.dig("form", "FriendlyName")
    assert_equal "/v1/Conversations/#{sid}/Participants", join.fetch("path")
  end

  def test_a_welcome_that_twilio_refuses_is_an_error
    session = begin_session(mode: "fake")
    session.fail_next("too-many-requests")

    refused = assert_raises(Welcome::Refused) { Welcome.new(proxy: session.proxy).call("Ada") }

    assert_match(/\A429: .*20429/, refused.message)
  end

  def test_the_recorded_welcome_is_played
    session = begin_session(mode: "replay", cassette: "../welcome.yaml")

    assert_match(/\ACH\h{32}\z/, Welcome.new(proxy: session.proxy).call("Grace"))

    assert_empty session.end.fetch("never_played")
  end

  20.times do |number|
    define_method("test_the_state_of_another_test_is_not_seen_#{number}") do
      session = begin_session(mode: "fake")

      Welcome.new(proxy: session.proxy).call("customer #{number}")

      names = session.requests.filter_map { |request| request.dig("form", "FriendlyName") }
      assert_equal ["Welcome, customer #{number}"], names
    end
  end

  private

  def begin_session(settings) = Ringback.new("ruby-#{name}"[0, 64], settings)
end
