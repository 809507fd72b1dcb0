"""Phrases that tell of trouble, and phrases that only sound so. Data for `train_signals`.

`True` stands for trouble. Training and held-out phrases have no line in common.
"""

TRAINING = {
    True: """
        the disk is full
        no space left, {n} files not written
        giving up after {n} tries
        gave up waiting for the lock
        lag of {n}000 exceeds the limit of 100
        queue above its maximum, {n} messages held back
        peer closed the connection before the answer
        connection closed by remote host
        heartbeat late by {n} s
        no heartbeat from node {n}
        node {n} left the cluster
        replica {n} is behind the leader
        checksum does not match
        certificate has run out
        could not bind to port {n}
        will not start while another instance runs
        unknown option --fast
        nothing listens on port {n}
        the job was stopped before it was done
        out of file descriptors
        memory above threshold, shedding load
        swap usage over limit
        temperature above limit, clock reduced
        backup incomplete, {n} files left
        data may be incomplete
        response too large, cut off at {n} bytes
        request too slow, {n} s of at most 5
        falling back to the old path
        leader lost, election begins
        circuit open for upstream payments
        pod evicted, node under pressure
        back-off restarting container
        readiness probe did not answer
        login attempt from unknown host
        too many open files
        too many requests from {n}
        quota used up
        wrong password for user {n}
        schema differs from what was expected
        expected {n} rows but got 0
        duplicate key in row {n}
        rolled back the transaction
        dropping packets on eth{n}
        link down on port {n}
        worker {n} does not answer
        stuck for {n} s in state init
        no route for host {n}
        cannot parse line {n}
        discarding {n} malformed records
        restarting after unclean shutdown
        """,
    False: """
        error handler registered
        error pages served from /srv/errors
        exception mapper loaded for {n} types
        failure detector started
        retry policy set to {n} tries
        timeout set to {n} s
        timeouts are {n} ms
        fatal log goes to /var/log/fatal.log
        warning threshold is {n}
        no errors in {n} files
        finished without warnings
        errors: 0, warnings: 0
        failed=0 ok={n}
        test_fails_when_empty passed
        crash reporter enabled
        health check passed
        all {n} checks passed
        listening on port {n}
        connected to database in {n} ms
        request done in {n} ms
        served {n} requests
        loaded {n} plugins
        cache hit for key {n}
        cache warmed with {n} entries
        wrote {n} rows
        read {n} rows from table orders
        session {n} opened
        session {n} ended
        user {n} signed in
        worker {n} started
        worker {n} ready
        scheduled job {n}
        job {n} done
        downloaded {n} files
        installed {n} packages
        building target {n}
        compiling module {n}
        snapshot {n} saved
        compaction of {n} segments done
        heartbeat from node {n}
        node {n} joined the cluster
        replica {n} in sync
        leader elected, term {n}
        queue is empty
        backup of {n} files complete
        garbage collected {n} MB
        config reloaded
        GET /api/errors 200 in {n} ms
        open files: {n}
        shutdown hook registered
        """,
}

HELD_OUT = {
    True: """
        volume is full, writes are refused to all clients
        gave up on host {n} after repeated tries
        replication lag exceeds threshold
        remote host closed the stream before the end
        no answer from node {n}
        node {n} does not answer and left the ring
        disk usage above limit
        too many connections from {n}
        queue is over its limit of {n}
        response incomplete, {n} bytes left
        expected 5 columns but got {n}
        container evicted under memory pressure
        leader lost for {n} s
        held back {n} messages, maximum used up
        unknown host in request
        falling behind, {n} records left
        probe did not answer within {n} s
        wrong checksum in block {n}
        does not start, port used by another instance
        dropping records before row {n}
        """,
    False: """
        error counter registered
        errors page loaded in {n} ms
        exception types loaded: {n}
        retry count is {n}
        failed jobs: 0
        crash dumps enabled
        timeout is {n} ms
        node {n} ready
        plugin {n} started
        stored {n} rows in table items
        database opened, {n} tables
        all files saved
        saved snapshot of {n} segments
        connected to node {n}
        job {n} scheduled
        no warnings
        cluster joined, {n} replica in sync
        warning handler set
        table served from cache
        failure policy loaded
        """,
}

__all__ = ["HELD_OUT", "TRAINING"]
