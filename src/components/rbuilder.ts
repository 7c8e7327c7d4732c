import type { Component } from './component.ts';
import { COINBASE_SECRET_KEY, RELAY_SECRET_KEY } from './l1-values.ts';

/** Shares the database of reth, whose volume it mounts. */
export const rbuilder: Component<Record<string, never>> = {
  name: 'rbuilder',
  title: 'rbuilder',
  role: 'builder',
  resources: { cpu: '250m', memory: '512Mi' },
  containerOnly: 'its configuration names the other services by their container names; use --sample-builder instead',
  apply(builder) {
    builder
      .file('rbuilder-config.toml', CONFIG)
      .service('rbuilder')
      .component('rbuilder')
      .image('ghcr.io/flashbots/rbuilder', 'sha-7efdc0b')
      .args('run', '/data/rbuilder-config.toml')
      .artifact('/data/rbuilder-config.toml', 'rbuilder-config.toml')
      .artifact('/data/genesis.json', 'genesis.json')
      .volume('/data_reth', 'shared:el-data', { local: true })
      .dependsOn('el')
      .dependsOn('beacon');
  },
};

const CONFIG = `log_json = false
log_level = "info,rbuilder=debug"
redacted_telemetry_server_port = 6061
redacted_telemetry_server_ip = "0.0.0.0"
full_telemetry_server_port = 6060
full_telemetry_server_ip = "0.0.0.0"

chain = "/data/genesis.json"
reth_datadir = "/data_reth"
el_node_ipc_path = "/data_reth/reth.ipc"
cl_node_url = ["http://beacon:3500"]

relay_secret_key = "${RELAY_SECRET_KEY.slice(2)}"
coinbase_secret_key = "${COINBASE_SECRET_KEY.slice(2)}"

jsonrpc_server_port = 8645
jsonrpc_server_ip = "0.0.0.0"
extra_data = "Playground Builder"

root_hash_use_sparse_trie = true
root_hash_compare_sparse_trie = false
slot_delta_to_start_bidding_ms = -20000

live_builders = ["mgp-ordering"]
enabled_relays = ["playground"]

[[relays]]
name = "playground"
url = "http://mev-boost-relay:5555"
mode = "full"

[[builders]]
name = "mgp-ordering"
algo = "ordering-builder"
discard_txs = true
sorting = "mev-gas-price"
failed_order_retries = 1
drop_failed_orders = true
`;
