/** The versions of MQTT that are spoken. */
export type MqttVersion = '3.1.1' | '5';
