<?php

use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/Ringback.php';
require_once __DIR__ . '/Welcome.php';

/** Run by several processes at once, each with a WORKER of its own, all on one proxy. */
final class WelcomeTest extends TestCase
{
    public function testACustomerIsWelcomedByName(): void
    {
        $session = $this->begin(['mode' => 'fake']);

        $sid = (new Welcome($session->proxy))->call('Ada');

        [$create, $join] = $session->requests();
        $this->assertSame('Welcome, Ada', $create['form']['FriendlyName']);
        $this->assertSame("/v1/Conversations/$sid/Participants", $join['path']);
    }

    public function testAWelcomeThatTwilioRefusesIsAnError(): void
    {
        $session = $this->begin(['mode' => 'fake']);
        $session->failNext('too-many-requests');

        $this->expectExceptionCode(429);

        (new Welcome($session->proxy))->call('Ada');
    }

    public function testTheRecordedWelcomeIsPlayed(): void
    {
        $session = $this->begin(['mode' => 'replay', 'cassette' => '../welcome.yaml']);

        $sid = (new Welcome($session->proxy))->call('Grace');

        $this->assertMatchesRegularExpression('/^CH[0-9a-f]{32}$/', $sid);
        $this->assertSame([], $session->end()['never_played']);
    }

    public function testTheStateOfAnotherWorkerIsNotSeen(): void
    {
        $session = $this->begin(['mode' => 'fake']);

        foreach (range(1, 10) as $number) {
            (new Welcome($session->proxy))->call("customer $number");
        }

        $this->assertCount(20, $session->requests());
    }

    private function begin(array $settings): Ringback
    {
        return new Ringback('php-' . getenv('WORKER') . '-' . $this->getName(), $settings);
    }
}
